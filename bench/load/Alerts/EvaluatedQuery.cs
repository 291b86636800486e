using System.Text.RegularExpressions;

namespace LoadBenchmark.Alerts;

/// <summary>The KQL of an alert, evaluated at a given time over tables that have later rows, too.</summary>
internal static partial class EvaluatedQuery
{
    /// <param name="query">The query that Azure receives, with the statements of bicep/monitoring/alerts/tables.kql.</param>
    /// <param name="time">The time of the evaluation; <c>ago()</c> counts from it.</param>
    public static string At(string query, DateTimeOffset time) =>
        $"let evaluatedAt = datetime({time.UtcDateTime:O});\n"
        + Table().Replace(query, "(${name} | where TimeGenerated <= evaluatedAt),")
            .Replace("ago(", "(evaluatedAt - ", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<=isfuzzy=true\s+)(?<name>\w+),")]
    private static partial Regex Table();
}
