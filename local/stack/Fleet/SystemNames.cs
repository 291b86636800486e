namespace LocalStack.Fleet;

/// <summary>The names that identify a system's rows in a workspace that several systems share.</summary>
internal sealed record SystemNames(string FunctionApp, string EventHubs, string HealthTest)
{
    public static readonly SystemNames Other = new("func-other-prod-abcdef", "evhns-other-prod-abcdef", "health-other-prod");
}
