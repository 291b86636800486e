namespace LocalKusto.Rest;

/// <summary>The identifiers of a request: the client's and the server's.</summary>
internal sealed record RequestIds(string ClientRequestId, Guid ActivityId)
{
    /// <param name="fromClient">The client's identifier; characters that are invalid in a header are removed.</param>
    public static RequestIds From(string? fromClient)
    {
        var activityId = Guid.NewGuid();
        var clientRequestId = string.Concat((fromClient ?? "").Where(c => c is >= ' ' and <= '~'));
        return new RequestIds(clientRequestId.Length > 0 ? clientRequestId : $"unspecified;{activityId}", activityId);
    }
}
