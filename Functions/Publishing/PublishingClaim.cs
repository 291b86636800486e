using Azure.Data.Tables;

namespace LatamFunctions.Publishing;

/// <summary>A claim that has not expired.</summary>
/// <param name="Owner">The owner of the key.</param>
/// <param name="Content">What was stored with the claim.</param>
internal sealed record PublishingClaim(string Owner, ReadOnlyMemory<byte> Content)
{
    /// <summary>As it was read; null for a claim that was just made.</summary>
    public TableEntity? Entity { get; init; }
}
