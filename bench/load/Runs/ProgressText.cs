using System.Globalization;
using LoadBenchmark.Results;

namespace LoadBenchmark.Runs;

/// <summary>Formats the progress line that the console shows each second.</summary>
internal static class ProgressText
{
    public static string From(StepPlan plan, Second second) => string.Create(
        CultureInfo.InvariantCulture,
        $"{second.At,6:N0} s  {plan.Name,-26}"
        + $"  API {second.ApiRate,7:N0} of {plan.Api,7:N0}/s p99 {Text(second.ApiP99),7}"
        + $"  events {second.PublishRate,7:N0} of {plan.Events,7:N0}/s queryable p99 {Text(second.QueryableP99),7}"
        + $"  waiting {second.Backlog,9:N0}  errors {second.ApiErrors + second.PublishErrors,6:N0}");

    private static string Text(double? milliseconds) => milliseconds switch
    {
        null => "-",
        < 1000 => $"{milliseconds:N0} ms",
        _ => $"{milliseconds / 1000:N1} s",
    };
}
