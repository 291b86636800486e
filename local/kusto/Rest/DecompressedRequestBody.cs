using System.Buffers;
using System.IO.Compression;
using LocalKusto.Errors;
using Microsoft.AspNetCore.Http;

namespace LocalKusto.Rest;

/// <summary>The complete, decompressed body of a request, in a pooled buffer.</summary>
internal sealed class DecompressedRequestBody : IDisposable
{
    private const int InitialSize = 64 * 1024;

    private byte[] _buffer;
    private int _length;

    private DecompressedRequestBody(int size) => _buffer = ArrayPool<byte>.Shared.Rent(size);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <exception cref="KustoRequestException">
    /// The body is longer than <paramref name="limit"/> bytes (status 413), its compression is not gzip (status 415), or the body cannot be
    /// read (status 400).
    /// </exception>
    public static async Task<DecompressedRequestBody> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        var isCompressed = IsGzip(request);
        if (!isCompressed && request.ContentLength > limit)
            throw TooLarge(limit);
        // The declared length can be wrong, so the buffer grows with the data. The buffer has one extra byte, so that the read that detects
        // the end does not enlarge the buffer.
        var size = (int)Math.Min(isCompressed ? InitialSize : request.ContentLength + 1 ?? InitialSize, InitialSize);
        var body = new DecompressedRequestBody(size);
        try
        {
            if (isCompressed)
            {
                var gzip = new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true);
                await using (gzip.ConfigureAwait(false))
                    await body.FillAsync(gzip, limit, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await body.FillAsync(request.Body, limit, cancellationToken).ConfigureAwait(false);
            }
            return body;
        }
        catch (InvalidDataException e)
        {
            body.Dispose();
            throw KustoRequestException.BadRequest($"The body is not valid gzip, which its Content-Encoding declares: {e.Message}");
        }
        catch (IOException e) when (e is not BadHttpRequestException && !request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            // Kestrel throws this exception for some invalid chunk sizes.
            body.Dispose();
            throw KustoRequestException.BadRequest($"The body cannot be read: {e.Message}");
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private static bool IsGzip(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return false;
        return encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase)
            ? true
            : throw new KustoRequestException(
                StatusCodes.Status415UnsupportedMediaType, "General_BadRequest", "KustoBadRequestException",
                $"The Content-Encoding '{encoding}' is not supported. Send the body uncompressed, or compress it with gzip.");
    }

    private async Task FillAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_length == _buffer.Length)
                Grow();
            var read = await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return;
            _length += read;
            if (_length > limit)
                throw TooLarge(limit);
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private static KustoRequestException TooLarge(int limit) => new(
        StatusCodes.Status413PayloadTooLarge, "KustoRequestPayloadTooLarge", "KustoRequestPayloadTooLargeException",
        $"The body of the request is larger than {limit} bytes (decompressed). Split the request.");
}
