using System.Globalization;
using System.Text;
using LatamFunctions.Events;

namespace IngestionBenchmark;

/// <summary>
/// An implementation that converts messages to rows. A candidate reuses its buffers for all batches, as a busy function app does.
/// </summary>
internal abstract class Candidate
{
    /// <summary>The assumed position and time of all messages, so that every candidate produces the same rows.</summary>
    public static readonly StreamPosition Position = new("3", "4711", 42, new DateTimeOffset(2024, 5, 1, 23, 59, 58, TimeSpan.Zero));

    /// <inheritdoc cref="Position"/>
    public static readonly DateTimeOffset Now = new(2024, 5, 1, 23, 59, 59, TimeSpan.Zero);

    /// <summary>Returns the value of the column by which a flight's events are ordered.</summary>
    protected static string VersionOf(DateTime occurredAt, string eventType, string? source, string eventId)
    {
        var identity = EventIdentity.From(EventIdentity.HashOf(Encoding.UTF8.GetBytes(source ?? "")), Encoding.UTF8.GetBytes(eventId));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{occurredAt:O}/{EventTypes.RankOf(Encoding.UTF8.GetBytes(eventType))}/{identity.Prefix:x12}/{identity.Number:D10}");
    }

    public abstract string Name { get; }

    /// <summary>Whether the candidate produces rows, which can be compared.</summary>
    public virtual bool ProducesRows => true;

    /// <summary>The total length, in bytes, of the rows since <see cref="StartBatch"/>.</summary>
    public abstract int RowBytes { get; }

    /// <summary>Discards the rows.</summary>
    public abstract void StartBatch();

    /// <summary>Returns a copy of the rows since <see cref="StartBatch"/>, as JSON Lines.</summary>
    public abstract byte[] CopyRows();

    /// <returns>The number of events in the message.</returns>
    public abstract int Process(ReadOnlyMemory<byte> message, Shape shape);
}
