namespace LocalStack.Fleet;

/// <summary>The names that identify the rows of a system in a workspace shared by several systems.</summary>
internal sealed record SystemNames(string FunctionApp, string EventHubs, string HealthTest)
{
    public static readonly SystemNames Other = new("func-other-prod-abcdef", "evhns-other-prod-abcdef", "health-other-prod");
}
