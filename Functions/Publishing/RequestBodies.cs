using LatamFunctions.Events;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Publishing;

/// <summary>
/// Reads the bodies of publishing requests within a shared memory limit. Memory is reserved as bytes arrive, regardless of the declared
/// length, and before a compressed body is decompressed. If not enough memory is available, the request is rejected. Small bodies reserve
/// no memory. A consumer can reserve at most half of the memory, but always enough for one body of the maximum size, so that a sender does
/// not block other senders.
/// </summary>
public sealed class RequestBodies(IOptions<RequestBodyOptions> options, IOptions<MessageLimits> limits) : IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly RequestMemory _memory = new(
        options.Value.MaxMemoryBytes,
        Math.Max(options.Value.MaxMemoryBytes / 2, (long)RequestMemory.BytesPerBodyByte * EventRequest.MaxBytes));

    private readonly LargeBodyThreads _threads = new();

    /// <summary>
    /// Reads and decompresses the body of <paramref name="request"/>. The reserved memory is released when the request ends.
    /// </summary>
    /// <param name="maxBytes">The maximum size of the body in bytes, compressed or decompressed.</param>
    /// <param name="mediaTypes">The accepted media types; <c>null</c> for the media types of events.</param>
    /// <param name="growth">The factor by which the decompressed body requires more memory than a body with events.</param>
    /// <returns>The body, or the problem that prevented reading the body.</returns>
    internal async Task<(ReadOnlyMemory<byte> Body, Problem? Problem)> ReadAsync(
        HttpRequest request,
        CancellationToken cancellationToken,
        int maxBytes = EventRequest.MaxBytes,
        IReadOnlyList<string>? mediaTypes = null,
        int growth = 1)
    {
        if (EventRequest.ProblemOf(request, maxBytes, mediaTypes ?? EventRequest.MediaTypes) is { } problem)
            return (default, problem);

        var share = _memory.Open(request.HttpContext.Features.Get<Consumer>()?.Id ?? "", RequestMemory.FreeBytes);
        request.HttpContext.Response.RegisterForDispose(share);
        var (compressed, notReceived) = await ReceiveAsync(request, share, maxBytes, cancellationToken);
        if (notReceived is not null)
            return (default, notReceived);

        var decompressedLength = MessageBody.DecompressedLength(compressed.Span, EventRequest.EncodingOf(request, compressed.Span));
        if (decompressedLength > maxBytes)
            return (default, EventRequest.TooLarge(maxBytes, decompressedLength));
        if (decompressedLength > compressed.Length && !share.TryReserve(decompressedLength - compressed.Length))
            return (default, NoMemory());

        if (growth > 1 && !share.TryReserve((growth - 1) * decompressedLength))
            return (default, NoMemory());

        if (EventRequest.IsCsv(request) && !share.TryReserve((CsvEvents.MaxGrowth - 1) * Math.Min(decompressedLength, CsvEvents.MaxBytes)))
            return (default, NoMemory());

        return await _threads.RunAsync(decompressedLength, () => EventRequest.Decode(request, compressed, maxBytes), cancellationToken);
    }

    /// <summary>Reads the events in <paramref name="body"/>, at most <see cref="EventRequest.MaxEvents"/> plus one.</summary>
    internal Task<int> ReadEventsAsync(
        ReadOnlyMemory<byte> body, StreamPosition position, DateTimeOffset now, EventCollector events,
        CancellationToken cancellationToken) =>
        _threads.RunAsync(
            body.Length,
            () =>
            {
                using var reader = new FlightEventReader(EventRequest.Limits with { MaxClockSkew = limits.Value.MaxClockSkew });
                return reader.Read(body, 0, in position, now, events);
            },
            cancellationToken);

    /// <summary>
    /// Creates a share of the memory for a stored body. Only the total limit applies, and all bytes reserve memory. The caller must dispose
    /// of the share.
    /// </summary>
    internal RequestMemory.Share OpenMemory() => _memory.Open(consumer: "", freeBytes: 0);

    /// <summary>Runs <paramref name="work"/> for a stored body, on a dedicated thread if the body is large.</summary>
    internal Task<T> RunAsync<T>(long bytes, Func<T> work, CancellationToken cancellationToken) =>
        _threads.RunAsync(bytes, work, cancellationToken);

    public void Dispose() => _threads.Dispose();

    /// <summary>
    /// Receives the body within <see cref="RequestBodyOptions.MaxDuration"/>, so that a slow request does not occupy memory indefinitely.
    /// </summary>
    private async Task<(ReadOnlyMemory<byte> Body, Problem? Problem)> ReceiveAsync(
        HttpRequest request, RequestMemory.Share share, int maxBytes, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Value.MaxDuration);
        var received = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(chunk, deadline.Token)) > 0)
            {
                if (received.Length + read > maxBytes)
                    return (default, EventRequest.TooLarge(maxBytes));
                if (!share.TryReserve(read))
                    return (default, NoMemory());
                received.Write(chunk, 0, read);
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (default, new Problem(
                ErrorCodes.RequestTimeout,
                $"The body did not arrive within {options.Value.MaxDuration.TotalSeconds:0} seconds. Send fewer events per request, or "
                + "compress them."));
        }

        return (received.GetBuffer().AsMemory(0, (int)received.Length), null);
    }

    /// <summary>Creates the response to a request for which not enough memory is available.</summary>
    internal static Problem NoMemory() =>
        new(ErrorCodes.TooManyBodies,
            "The memory for large request bodies is in use. Retry after the interval in `Retry-After`, or send fewer events per request.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };
}
