namespace LocalKusto.Rest;

/// <summary>By what a request is known: its sender's id for it, and ours.</summary>
internal sealed record RequestIds(string ClientRequestId, Guid ActivityId)
{
    /// <param name="fromClient">As it came; what a header cannot carry back is left out.</param>
    public static RequestIds From(string? fromClient)
    {
        var activityId = Guid.NewGuid();
        var clientRequestId = string.Concat((fromClient ?? "").Where(c => c is >= ' ' and <= '~'));
        return new RequestIds(clientRequestId.Length > 0 ? clientRequestId : $"unspecified;{activityId}", activityId);
    }
}
