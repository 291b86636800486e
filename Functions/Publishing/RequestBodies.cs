using LatamFunctions.Events;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Publishing;

/// <summary>
/// Reads the bodies of publishing requests within memory that all of them share. A declared length reserves nothing: memory is reserved as
/// bytes arrive, and for a compressed body before it is decompressed. When there is none left, the request is rejected, not the process.
/// Small bodies need none of it, and no consumer gets more than half of it, so that one sender does not block the others.
/// </summary>
public sealed class RequestBodies(IOptions<RequestBodyOptions> options, IOptions<MessageLimits> limits) : IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly RequestMemory _memory = new(
        options.Value.MaxMemoryBytes,
        Math.Max(options.Value.MaxMemoryBytes / 2, (long)RequestMemory.BytesPerBodyByte * EventRequest.MaxBytes));

    private readonly LargeBodyThreads _threads = new();

    /// <summary>Reads and decompresses the body of <paramref name="request"/>. Its memory is free again when the request ends.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">A token to cancel the read.</param>
    /// <param name="maxBytes">Bytes that the body may have, compressed or decompressed.</param>
    /// <param name="mediaTypes">Media types that it may have; those of events if null.</param>
    /// <param name="growth">The ratio of the memory of the decompressed body to that of events.</param>
    /// <returns>The body, or the problem with it.</returns>
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
        if (decompressedLength > compressed.Length && !share.TryTake(decompressedLength - compressed.Length))
            return (default, NoMemory());

        if (growth > 1 && !share.TryTake((growth - 1) * decompressedLength))
            return (default, NoMemory());

        if (EventRequest.IsCsv(request) && !share.TryTake((CsvEvents.MaxGrowth - 1) * Math.Min(decompressedLength, CsvEvents.MaxBytes)))
            return (default, NoMemory());

        return await _threads.RunAsync(decompressedLength, () => EventRequest.Decode(request, compressed, maxBytes), cancellationToken);
    }

    /// <summary>Reads the events of <paramref name="body"/>, at most one more than <see cref="EventRequest.MaxEvents"/>.</summary>
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

    /// <summary>Memory for a stored body: within the total limit, without uncounted bytes. Dispose of it when the work is done.</summary>
    internal RequestMemory.Share OpenMemory() => _memory.Open(consumer: "", freeBytes: 0);

    /// <summary>Runs <paramref name="work"/> on a stored body, on a thread as for a request's body.</summary>
    internal Task<T> RunAsync<T>(long bytes, Func<T> work, CancellationToken cancellationToken) =>
        _threads.RunAsync(bytes, work, cancellationToken);

    public void Dispose() => _threads.Dispose();

    /// <summary>
    /// Receives the body within <see cref="RequestBodyOptions.MaxDuration"/>: a body that does not arrive occupies memory that others need.
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
                if (!share.TryTake(read))
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

    /// <summary>The response to a request for which no memory is free.</summary>
    internal static Problem NoMemory() =>
        new(ErrorCodes.TooManyBodies,
            "The memory for large request bodies is in use. Retry after the interval in `Retry-After`, or send fewer events per request.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };
}
