using System.Globalization;
using System.Text.Json;
using LocalKusto.Errors;
using LocalKusto.Ingestion;

namespace LocalKusto.Query;

/// <summary>
/// The request options that this engine supports. Unsupported options that would change the result are rejected. Other options, such as the
/// application name, cache age and consistency, are ignored, because every result is current and complete.
/// </summary>
internal sealed record RequestOptions
{
    public static readonly TimeSpan DefaultQueryTimeout = TimeSpan.FromMinutes(4);
    public static readonly TimeSpan DefaultCommandTimeout = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(1);

    private static readonly string[] Rejected =
    [
        "query_datetimescope_column", "query_datetimescope_from", "query_datetimescope_to", "query_results_apply_getschema",
    ];

    public TimeSpan? Timeout { get; private init; }

    /// <summary>The maximum number of rows in a response, or <c>null</c> for no limit.</summary>
    public long? MaxRecords { get; private init; } = 500_000;

    /// <summary>The maximum size of a result in bytes, or <c>null</c> for no limit.</summary>
    public long? MaxBytes { get; private init; } = 64 * 1024 * 1024;

    /// <summary>The number of rows in a response after which a result ends without an error.</summary>
    public long? TakeMaxRecords { get; private init; }

    public int? MaxOutputColumns { get; private init; }

    public bool IsReadOnly { get; private init; }

    /// <summary>Whether exceeded limits are reported after the rows instead of among the rows.</summary>
    public bool DeferPartialQueryFailures { get; private init; }

    public DateTime? Now { get; private init; }

    public required FrameOptions Frames { get; init; }

    /// <summary>
    /// Combines the options in the request properties with the options in the query text. Options in the text take precedence.
    /// </summary>
    /// <exception cref="KustoRequestException">
    /// The value of an option is invalid, or an unsupported option would change the result.
    /// </exception>
    public static RequestOptions From(IReadOnlyDictionary<string, JsonElement> requestOptions,
        IReadOnlyDictionary<string, string>? textOptions = null)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in requestOptions)
        {
            if (value.ValueKind != JsonValueKind.Null)
                values[name] = value.ToString();
        }
        foreach (var (name, value) in textOptions ?? new Dictionary<string, string>())
            values[name] = value;

        if (Array.Find(Rejected, values.ContainsKey) is { } rejected)
            throw KustoRequestException.BadRequest(
                $"The local engine does not support the request option '{rejected}', and ignoring it would change the result.");
        if (values.TryGetValue("query_language", out var language) && language.ToLowerInvariant() is not ("csl" or "kql"))
            throw KustoRequestException.BadRequest(
                $"The local engine does not support the language '{language}' (request option 'query_language'). Use kql.");

        var isUnlimited = Flag(values, "notruncation");
        return new RequestOptions
        {
            Timeout = Flag(values, "norequesttimeout") ? MaxTimeout : Duration(values, "servertimeout"),
            MaxRecords = isUnlimited ? null : Number(values, "truncationmaxrecords") ?? 500_000,
            MaxBytes = isUnlimited ? null : Number(values, "truncationmaxsize") ?? 64 * 1024 * 1024,
            TakeMaxRecords = Number(values, "query_take_max_records"),
            MaxOutputColumns = (int?)Number(values, "maxoutputcolumns"),
            IsReadOnly = Flag(values, "request_readonly") || Flag(values, "request_readonly_hardline"),
            DeferPartialQueryFailures = Flag(values, "deferpartialqueryfailures"),
            Now = Instant(values, "query_now"),
            Frames = new FrameOptions(
                Flag(values, "results_progressive_enabled"),
                Flag(values, "results_v2_fragment_primary_tables"),
                Flag(values, "results_v2_newlines_between_frames"),
                Placement(values, "results_error_reporting_placement")),
        };
    }

    // JsonElement.ToString returns "True" for true. A 'set' statement without a value means true.
    private static bool Flag(Dictionary<string, string> values, string name) =>
        values.TryGetValue(name, out var value)
            && (value.Length == 0 || value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase));

    private static long? Number(Dictionary<string, string> values, string name)
    {
        if (!values.TryGetValue(name, out var value))
            return null;
        return long.TryParse(Literal(value, "long", "int"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Unreadable(name, value, "a non-negative integer");
    }

    private static TimeSpan? Duration(Dictionary<string, string> values, string name)
    {
        if (!values.TryGetValue(name, out var value))
            return null;
        var text = Literal(value, "time", "timespan");
        // Python clients send "1 day, 0:00:00".
        if (text.Split(" day", 2) is [var days, var rest] && int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            text = $"{days}.{rest.TrimStart('s', ',', ' ')}";
        if (!TimeSpanText.TryParse(text, out var ticks) || ticks < 0)
            throw Unreadable(name, value, "a timespan such as 00:04:00 or 4m");
        return ticks > MaxTimeout.Ticks ? MaxTimeout : new TimeSpan(ticks);
    }

    private static ErrorPlacement? Placement(Dictionary<string, string> values, string name)
    {
        if (!values.TryGetValue(name, out var value))
            return null;
        return value.ToLowerInvariant() switch
        {
            "in_data" => ErrorPlacement.InData,
            "end_of_table" => ErrorPlacement.EndOfTable,
            "end_of_dataset" => ErrorPlacement.EndOfDataset,
            _ => throw Unreadable(name, value, "in_data, end_of_table or end_of_dataset"),
        };
    }

    private static DateTime? Instant(Dictionary<string, string> values, string name)
    {
        if (!values.TryGetValue(name, out var value))
            return null;
        return DateTime.TryParse(
            Literal(value, "datetime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var at)
            ? at
            : throw Unreadable(name, value, "a datetime");
    }

    private static string Literal(string value, params ReadOnlySpan<string> types)
    {
        foreach (var type in types)
        {
            if (value.StartsWith(type + "(", StringComparison.Ordinal) && value.EndsWith(')'))
                return value[(type.Length + 1)..^1].Trim();
        }
        return value;
    }

    private static KustoRequestException Unreadable(string name, string value, string wanted) =>
        KustoRequestException.BadRequest($"The request option '{name}' is '{value}', which is not {wanted}.");
}
