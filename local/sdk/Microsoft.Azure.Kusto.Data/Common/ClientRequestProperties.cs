using System.Globalization;

namespace Kusto.Data.Common;

/// <summary>The options and query parameters of one request. Parameters travel as KQL literals; the typed overloads write them.</summary>
public class ClientRequestProperties
{
    public const string OptionServerTimeout = "servertimeout";
    public const string OptionQueryResultsCacheMaxAge = "query_results_cache_max_age";
    public const string OptionNoTruncation = "notruncation";
    public const string OptionRequestReadOnly = "request_readonly";

    private readonly Dictionary<string, object> _options = [];
    private readonly Dictionary<string, string> _parameters = [];

    public ClientRequestProperties()
    {
    }

    public string ClientRequestId { get; set; }

    public string Application { get; set; }

    public IEnumerable<KeyValuePair<string, object>> Options => _options;

    public IReadOnlyDictionary<string, string> Parameters => _parameters;

    public void SetOption(string name, object value) => _options[name] = value;

    public bool HasOption(string name) => _options.ContainsKey(name);

    public void SetParameter(string name, string value) => _parameters[name] = value;

    public void SetParameter(string name, DateTime? value) => _parameters[name] =
        value is { } time ? $"datetime({time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)})" : "datetime(null)";

    public void SetParameter(string name, long? value) => _parameters[name] =
        value is { } number ? $"long({number.ToString(CultureInfo.InvariantCulture)})" : "long(null)";

    public void SetParameter(string name, int? value) => _parameters[name] =
        value is { } number ? $"int({number.ToString(CultureInfo.InvariantCulture)})" : "int(null)";

    public bool HasParameter(string name) => _parameters.ContainsKey(name);
}
