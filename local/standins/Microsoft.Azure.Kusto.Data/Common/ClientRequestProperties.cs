using System.Globalization;

namespace Kusto.Data.Common;

/// <summary>The options and query parameters of a request. Parameters are sent as KQL literals, which the typed overloads create.</summary>
public class ClientRequestProperties
{
    public const string OptionServerTimeout = "servertimeout";
    public const string OptionNoRequestTimeout = "norequesttimeout";
    public const string OptionNoTruncation = "notruncation";
    public const string OptionTruncationMaxRecords = "truncationmaxrecords";
    public const string OptionTruncationMaxSize = "truncationmaxsize";
    public const string OptionQueryConsistency = "queryconsistency";
    public const string OptionQueryResultsCacheMaxAge = "query_results_cache_max_age";
    public const string OptionRequestReadOnly = "request_readonly";
    public const string OptionRequestReadOnlyHardline = "request_readonly_hardline";

    private readonly Dictionary<string, object> _options = [];
    private readonly Dictionary<string, string> _parameters = [];

    public ClientRequestProperties()
    {
    }

    public ClientRequestProperties(IEnumerable<KeyValuePair<string, object>> options, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        foreach (var (name, value) in options ?? [])
            SetOption(name, value);
        foreach (var (name, value) in parameters ?? [])
            SetParameter(name, value);
    }

    /// <summary>
    /// The request id, in the form <c>Application.Operation;unique id</c>. If the id is not set, the client generates an id.
    /// </summary>
    public string ClientRequestId { get; set; }

    public string Application { get; set; }

    public string User { get; set; }

    public IEnumerable<KeyValuePair<string, object>> Options => _options;

    public IReadOnlyDictionary<string, string> Parameters => _parameters;

    public void SetOption(string name, object value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        _options[name] = value;
    }

    public bool HasOption(string name) => _options.ContainsKey(name);

    public bool TryGetOptionValue<T>(string name, out T value)
    {
        if (_options.TryGetValue(name, out var option) && option is T typed)
        {
            value = typed;
            return true;
        }

        value = default;
        return false;
    }

    public T GetOptionValueOrDefault<T>(string name, T defaultValue) => TryGetOptionValue<T>(name, out var value) ? value : defaultValue;

    /// <summary>
    /// Sets a parameter to a value that is sent unchanged. A string must not have quotes. A value of another type must be a KQL literal.
    /// </summary>
    public void SetParameter(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        _parameters[name] = value;
    }

    /// <summary>Sets a parameter to a time. A time of unspecified kind is treated as UTC.</summary>
    public void SetParameter(string name, DateTime? value) =>
        SetParameter(name, value is { } time ? $"datetime({Utc(time):O})" : "datetime(null)");

    public void SetParameter(string name, TimeSpan? value) => SetParameter(name, value is { } span ? $"time({span:c})" : "time(null)");

    public void SetParameter(string name, bool? value) => SetParameter(name, value is { } flag ? flag ? "true" : "false" : "bool(null)");

    public void SetParameter(string name, int? value) =>
        SetParameter(name, value is { } number ? Number("int", number.ToString(CultureInfo.InvariantCulture)) : "int(null)");

    public void SetParameter(string name, long? value) =>
        SetParameter(name, value is { } number ? Number("long", number.ToString(CultureInfo.InvariantCulture)) : "long(null)");

    public void SetParameter(string name, Guid? value) => SetParameter(name, value is { } guid ? $"guid({guid})" : "guid(null)");

    public void SetParameter(string name, double? value) => SetParameter(name, value is { } number ? Real(number) : "real(null)");

    public bool HasParameter(string name) => _parameters.ContainsKey(name);

    private static DateTime Utc(DateTime time) =>
        time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time.ToUniversalTime();

    /// <summary>
    /// Formats a number. A negative number is written in the form <c>type(-1)</c>, because KQL has no negative literals and a parameter's
    /// value must not contain an operator.
    /// </summary>
    private static string Number(string type, string digits) => digits[0] == '-' ? $"{type}({digits})" : digits;

    private static string Real(double number) => number switch
    {
        double.NaN => "real(nan)",
        double.PositiveInfinity => "real(+inf)",
        double.NegativeInfinity => "real(-inf)",
        _ => Number("real", number.ToString(double.IsInteger(number) ? "F1" : "R", CultureInfo.InvariantCulture)),
    };
}
