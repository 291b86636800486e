namespace LocalKusto.Rest;

/// <summary>The client's and the server's identifiers for a request.</summary>
internal sealed record RequestIds(string ClientRequestId, Guid ActivityId)
{
    /// <param name="fromClient">The client's identifier. Characters that are invalid in a header are removed.</param>
    public static RequestIds From(string? fromClient)
    {
        var activityId = Guid.NewGuid();
        var clientRequestId = string.Concat((fromClient ?? "").Where(c => c is >= ' ' and <= '~'));
        return new RequestIds(clientRequestId.Length > 0 ? clientRequestId : $"unspecified;{activityId}", activityId);
    }
}
