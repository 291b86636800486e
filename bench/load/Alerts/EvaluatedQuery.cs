using System.Text.RegularExpressions;

namespace LoadBenchmark.Alerts;

/// <summary>Changes an alert's KQL so that it is evaluated as of a specified time, even if the tables contain later rows.</summary>
internal static partial class EvaluatedQuery
{
    /// <param name="query">The query that Azure receives, with the statements of bicep/monitoring/alerts/tables.kql.</param>
    /// <param name="time">The time of the evaluation, to which <c>ago()</c> is relative.</param>
    public static string At(string query, DateTimeOffset time) =>
        $"let evaluatedAt = datetime({time.UtcDateTime:O});\n"
        + Table().Replace(query, "(${name} | where TimeGenerated <= evaluatedAt),")
            .Replace("ago(", "(evaluatedAt - ", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<=isfuzzy=true\s+)(?<name>\w+),")]
    private static partial Regex Table();
}
