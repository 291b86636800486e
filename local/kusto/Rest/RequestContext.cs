using LocalKusto.Query;

namespace LocalKusto.Rest;

/// <summary>The parts of a request that have been read, which errors repeat to the sender.</summary>
internal sealed class RequestContext(RequestIds ids, string activityType)
{
    public RequestIds Ids { get; } = ids;

    /// <summary>Kusto's name for the kind of request, e.g. <c>DN.FE.ExecuteQuery</c>.</summary>
    public string ActivityType { get; } = activityType;

    public string Database { get; set; } = "";

    public string Text { get; set; } = "";

    public ClientRequestProperties Properties { get; set; } = ClientRequestProperties.None;

    /// <summary>Whether the endpoint forbids writing, independently of the options.</summary>
    public bool IsReadOnly { get; set; }
}
