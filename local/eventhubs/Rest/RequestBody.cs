using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace LocalEventHubs.Rest;

/// <summary>A complete request body in a pooled buffer.</summary>
internal sealed class RequestBody(byte[] buffer, int length) : IDisposable
{
    private const int FirstGuess = 16 * 1024;

    private byte[] _buffer = buffer;

    public int Length { get; } = length;

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, Length);

    /// <exception cref="RestException">The body is too large (status 413) or malformed (status 400).</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, int maxLength, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxLength)
            throw TooLarge(maxLength);

        // The declared length cannot be trusted, so the buffer grows with the received bytes.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(request.ContentLength ?? FirstGuess, FirstGuess));
        var length = 0;
        try
        {
            while (true)
            {
                var result = await request.BodyReader.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (length + result.Buffer.Length > maxLength)
                    throw TooLarge(maxLength);

                var added = (int)result.Buffer.Length;
                buffer = Grow(buffer, length, length + added);
                result.Buffer.CopyTo(buffer.AsSpan(length));
                length += added;
                request.BodyReader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                    return new RequestBody(buffer, length);
            }
        }
        catch (Exception e)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (e is IOException and not BadHttpRequestException && !request.HttpContext.RequestAborted.IsCancellationRequested)
                throw new RestException(StatusCodes.Status400BadRequest, $"The request body is malformed: {e.Message}");
            throw;
        }
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private static byte[] Grow(byte[] buffer, int used, int needed)
    {
        if (needed <= buffer.Length)
            return buffer;

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * buffer.Length));
        buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static RestException TooLarge(int maxLength) =>
        new(StatusCodes.Status413PayloadTooLarge, $"The request is larger than {maxLength} bytes. Send fewer or smaller events at a time.");
}
