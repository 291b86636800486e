namespace LocalStack.Fleet;

/// <summary>The names by which the rows of a system are found in a workspace that several systems share.</summary>
internal sealed record SystemNames(string FunctionApp, string EventHubs, string HealthTest)
{
    public static readonly SystemNames Other = new("func-other-prod-abcdef", "evhns-other-prod-abcdef", "health-other-prod");
}
