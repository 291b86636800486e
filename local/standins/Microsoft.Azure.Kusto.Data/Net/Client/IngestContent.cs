using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Kusto.Data.Common;

namespace Kusto.Data.Net.Client;

/// <summary>The caller's stream as a request body, compressed if requested.</summary>
internal sealed class IngestContent : HttpContent
{
    private readonly Stream _stream;
    private readonly bool _compress;
    private readonly bool _leaveOpen;

    public IngestContent(Stream stream, StreamProperties properties)
    {
        _stream = stream;
        _compress = properties.Compress && properties.CompressionType == DataSourceCompressionType.None;
        _leaveOpen = properties.LeaveOpen;
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        if (_compress || properties.CompressionType == DataSourceCompressionType.GZip)
            Headers.ContentEncoding.Add("gzip");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext context, CancellationToken cancellationToken)
    {
        if (!_compress)
        {
            await _stream.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
            return;
        }

        var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        await using (gzip.ConfigureAwait(false))
            await _stream.CopyToAsync(gzip, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = !_compress && _stream.CanSeek ? _stream.Length - _stream.Position : -1;
        return length >= 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_leaveOpen)
            _stream.Dispose();
        base.Dispose(disposing);
    }
}
