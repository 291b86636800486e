using LocalKusto.Query;

namespace LocalKusto.Rest;

/// <summary>The parts of a request that have been read. Error responses contain some of these parts.</summary>
internal sealed class RequestContext(RequestIds ids, string activityType)
{
    public RequestIds Ids { get; } = ids;

    /// <summary>Kusto's name for the type of request, for example <c>DN.FE.ExecuteQuery</c>.</summary>
    public string ActivityType { get; } = activityType;

    public string Database { get; set; } = "";

    public string Text { get; set; } = "";

    public ClientRequestProperties Properties { get; set; } = ClientRequestProperties.None;

    /// <summary>Whether the endpoint rejects writes, regardless of the request options.</summary>
    public bool IsReadOnly { get; set; }
}
