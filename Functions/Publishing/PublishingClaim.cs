using Azure.Data.Tables;

namespace LatamFunctions.Publishing;

/// <summary>A claim that has not expired.</summary>
/// <param name="Owner">The owner of the key.</param>
/// <param name="Content">The content that was stored with the claim.</param>
internal sealed record PublishingClaim(string Owner, ReadOnlyMemory<byte> Content)
{
    /// <summary>The entity as it was read; null for a claim that was just made.</summary>
    public TableEntity? Entity { get; init; }
}
