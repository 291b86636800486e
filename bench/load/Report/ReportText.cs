using System.Globalization;

namespace LoadBenchmark.Report;

/// <summary>Formats values for the report.</summary>
internal static class ReportText
{
    public static string Number(double? value) => value switch
    {
        null => "–",
        < 10 and > -10 when value != Math.Floor(value.Value) => Text($"{value:0.##}"),
        _ => Text($"{value:N0}"),
    };

    /// <summary>Formats a time in milliseconds if it is less than one second, and in seconds otherwise.</summary>
    public static string Time(double? milliseconds) => milliseconds switch
    {
        null => "–",
        < 10 => Text($"{milliseconds:0.0} ms"),
        < 1000 => Text($"{milliseconds:N0} ms"),
        _ => Text($"{milliseconds / 1000:N1} s"),
    };

    public static string Share(double? share) => share is { } part ? Text($"{100 * part:0.##} %") : "–";

    public static string Errors(IReadOnlyDictionary<string, long> errors) =>
        errors.Count == 0 ? "0" : string.Join(", ", errors.Select(error => Text($"{error.Value:N0} {error.Key}")));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
