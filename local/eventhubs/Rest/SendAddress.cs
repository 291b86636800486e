using Microsoft.AspNetCore.Http;

namespace LocalEventHubs.Rest;

/// <summary>The target of a send: <c>/{hub}[/partitions/{id}|/publishers/{name}]/messages</c>.</summary>
internal sealed record SendAddress(string Hub, string? PartitionId, string? Publisher)
{
    public static SendAddress Parse(PathString path) =>
        path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var hub, var messages] when Is(messages, "messages") => new SendAddress(hub, null, null),
            [var hub, var kind, var name, var messages] when Is(messages, "messages") && Is(kind, "partitions") =>
                new SendAddress(hub, name, null),
            [var hub, var kind, var name, var messages] when Is(messages, "messages") && Is(kind, "publishers") =>
                new SendAddress(hub, null, name),
            _ => throw new RestException(
                StatusCodes.Status404NotFound,
                $"The path '{path}' does not exist. To send events, use POST with /{{hub}}/messages, /{{hub}}/partitions/{{id}}/messages "
                + "or /{hub}/publishers/{name}/messages."),
        };

    private static bool Is(string segment, string expected) => segment.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
