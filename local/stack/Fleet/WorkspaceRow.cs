using System.Text.Json;

namespace LocalStack.Fleet;

/// <summary>A row in a table of a workspace.</summary>
/// <param name="Table">The name of the table.</param>
/// <param name="Age">The age of the row relative to a reference time.</param>
/// <param name="Columns">The columns without <c>TimeGenerated</c>.</param>
internal sealed record WorkspaceRow(string Table, TimeSpan Age, Dictionary<string, object> Columns)
{
    public static WorkspaceRow Responses(TimeSpan age, string status, int count, string function = "GetFlight") =>
        Metric(age, "api.request.duration", sum: 20 * count, max: 20, count: count, properties: ResponseProperties(function, status));

    public static Dictionary<string, string> ResponseProperties(string function, string status) =>
        new() { ["function"] = function, ["status"] = status };

    public static WorkspaceRow Metric(
        TimeSpan age, string name, double sum = 0, double max = 0, int count = 1, Dictionary<string, string>? properties = null) =>
        new("AppMetrics", age, new()
        {
            ["Name"] = name,
            ["Sum"] = sum,
            ["Max"] = max,
            ["ItemCount"] = count,
            ["Properties"] = properties ?? [],
        });

    public static WorkspaceRow Exceptions(TimeSpan age, int count) => new("AppExceptions", age, new() { ["ItemCount"] = count });

    public static WorkspaceRow HostLog(TimeSpan age, string message, string instance) =>
        new("FunctionAppLogs", age, new() { ["Message"] = message, ["RoleInstance"] = instance });

    public static WorkspaceRow Operation(TimeSpan age, string detail) =>
        new("_LogOperation", age, new() { ["Category"] = "Ingestion", ["Detail"] = detail });

    public static WorkspaceRow Probe(TimeSpan age, string location, bool success) =>
        new("AppAvailabilityResults", age, new() { ["Location"] = location, ["Success"] = success });

    public static WorkspaceRow HubMessages(TimeSpan age, double total) =>
        new(
            "AzureMetrics",
            age,
            new() { ["MetricName"] = "IncomingMessages", ["ResourceProvider"] = "MICROSOFT.EVENTHUB", ["Total"] = total });

    /// <param name="now">The reference time of <see cref="Age"/>.</param>
    /// <param name="names">The names of the system that owns a row without a name.</param>
    public string ToJson(DateTimeOffset now, SystemNames names)
    {
        var columns = new Dictionary<string, object>(Columns) { ["TimeGenerated"] = (now - Age).UtcDateTime };
        var (column, name) = Table switch
        {
            "AppAvailabilityResults" => ("Name", names.HealthTest),
            "AzureMetrics" => ("Resource", names.EventHubs.ToUpperInvariant()),
            "FunctionAppLogs" => ("AppName", names.FunctionApp),
            _ => ("AppRoleName", names.FunctionApp),
        };
        columns.TryAdd(column, name);
        return JsonSerializer.Serialize(columns);
    }
}
