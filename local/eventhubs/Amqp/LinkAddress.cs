namespace LocalEventHubs.Amqp;

/// <summary>The address of a link, which is the node to which the link is attached.</summary>
internal abstract record LinkAddress
{
    private LinkAddress()
    {
    }

    /// <summary>The address <c>$cbs</c> or <c>$management</c>.</summary>
    public sealed record Node(string Name) : LinkAddress;

    /// <summary>A publisher's address: <c>hub</c>, <c>hub/Partitions/0</c> or <c>hub/Publishers/name</c>.</summary>
    public sealed record Sender(string Hub, string? PartitionId, string? Publisher) : LinkAddress;

    /// <summary>A consumer's address: <c>hub/ConsumerGroups/group/Partitions/0</c>.</summary>
    public sealed record Receiver(string Hub, string ConsumerGroup, string PartitionId) : LinkAddress;

    /// <summary>
    /// Parses an address in the forms that the SDKs use: a path with or without a leading slash, or a URI, whose scheme and authority are
    /// ignored. Addresses are case-insensitive.
    /// </summary>
    /// <returns>The address, or <c>null</c> if the broker has no node with this address.</returns>
    public static LinkAddress? Parse(string address) => Path(address).Split('/') switch
    {
        [var node] when node.StartsWith('$') => new Node(node.ToLowerInvariant()),
        [var hub] when hub.Length > 0 => new Sender(hub, null, null),
        [var hub, var word, var id] when Is(word, "Partitions") => new Sender(hub, id, null),
        [var hub, var word, var name] when Is(word, "Publishers") => new Sender(hub, null, name),
        [var hub, var groups, var group, var partitions, var id] when Is(groups, "ConsumerGroups") && Is(partitions, "Partitions") =>
            new Receiver(hub, group, id),
        _ => null,
    };

    /// <summary>Returns an address's path, which is compared with a token's scope.</summary>
    public static string Path(string address)
    {
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            var authorityEnd = address.IndexOf('/', scheme + 3);
            address = authorityEnd < 0 ? "" : address[authorityEnd..];
        }

        return Uri.UnescapeDataString(address.Trim('/'));
    }

    private static bool Is(string word, string expected) => word.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
