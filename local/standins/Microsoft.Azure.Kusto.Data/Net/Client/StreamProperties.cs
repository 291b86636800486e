using Kusto.Data.Common;

namespace Kusto.Data.Net.Client;

public class StreamProperties
{
    public bool LeaveOpen { get; set; }

    /// <summary>Whether the client compresses (gzip) what it sends.</summary>
    public bool Compress { get; set; }

    /// <summary>How the stream is compressed already.</summary>
    public DataSourceCompressionType CompressionType { get; set; }
}
