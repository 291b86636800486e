using Azure.Data.Tables;

namespace LatamFunctions.Publishing;

/// <summary>A claim that has not expired.</summary>
/// <param name="Owner">The owner of the claimed key.</param>
/// <param name="Content">The content that was stored with the claim.</param>
internal sealed record PublishingClaim(string Owner, ReadOnlyMemory<byte> Content)
{
    /// <summary>The table entity as read; <c>null</c> for a new claim.</summary>
    public TableEntity? Entity { get; init; }
}
