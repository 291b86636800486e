using LatamFunctions.Events;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Publishing;

/// <summary>
/// Reads the bodies of publishing requests within a memory that all of them share. What a client declares costs nothing: memory is taken
/// as bytes arrive, and for an unpacked body before it is unpacked. When there is none left, the request is rejected, not the process.
/// </summary>
public sealed class RequestBodies(IOptions<RequestBodyOptions> options, IOptions<MessageLimits> limits) : IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly RequestMemory _memory = new(options.Value.MaxMemoryBytes);
    private readonly LargeBodyThreads _threads = new();

    /// <summary>Reads and unpacks the body of <paramref name="request"/>. Its memory is free again when the request ends.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="maxBytes">Bytes that the body may have, packed or unpacked.</param>
    /// <param name="mediaTypes">Media types that it may have; those of events if null.</param>
    /// <returns>The body, or the problem with it.</returns>
    internal async Task<(ReadOnlyMemory<byte> Body, Problem? Problem)> ReadAsync(
        HttpRequest request,
        CancellationToken cancellationToken,
        int maxBytes = EventRequest.MaxBytes,
        IReadOnlyList<string>? mediaTypes = null)
    {
        if (EventRequest.ProblemOf(request, maxBytes, mediaTypes ?? EventRequest.MediaTypes) is { } problem)
            return (default, problem);

        var share = _memory.Open();
        request.HttpContext.Response.RegisterForDispose(share);
        var received = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (received.Length + read > maxBytes)
                return (default, EventRequest.TooLarge(maxBytes));
            if (!share.TryTake(read))
                return (default, OutOfMemory());
            received.Write(chunk, 0, read);
        }

        var packed = received.GetBuffer().AsMemory(0, (int)received.Length);
        var unpackedLength = MessageBody.UnpackedLength(packed.Span, EventRequest.EncodingOf(request, packed.Span));
        if (unpackedLength > maxBytes)
            return (default, EventRequest.TooLarge(maxBytes, unpackedLength));
        if (unpackedLength > packed.Length && !share.TryTake(unpackedLength - packed.Length))
            return (default, OutOfMemory());

        if (EventRequest.IsCsv(request) && !share.TryTake((CsvEvents.MaxGrowth - 1) * Math.Min(unpackedLength, CsvEvents.MaxBytes)))
            return (default, OutOfMemory());

        return await _threads.RunAsync(unpackedLength, () => EventRequest.Decode(request, packed, maxBytes), cancellationToken);
    }

    /// <summary>Reads the events of <paramref name="body"/>, at most one more than <see cref="EventRequest.MaxEvents"/>.</summary>
    internal Task<int> ReadEventsAsync(
        ReadOnlyMemory<byte> body, StreamPosition position, DateTimeOffset now, FlightEventBatch batch, CancellationToken cancellationToken) =>
        _threads.RunAsync(
            body.Length,
            () =>
            {
                using var reader = new FlightEventReader(EventRequest.Limits with { MaxClockSkew = limits.Value.MaxClockSkew });
                return reader.Read(body, 0, in position, now, batch);
            },
            cancellationToken);

    public void Dispose() => _threads.Dispose();

    private static Problem OutOfMemory() =>
        new(ErrorCodes.TooManyBodies, "The memory for large request bodies is in use. Retry after the interval in `Retry-After`, or send fewer events at once.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };
}
