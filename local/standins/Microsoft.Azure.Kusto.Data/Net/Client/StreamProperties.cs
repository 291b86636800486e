using Kusto.Data.Common;

namespace Kusto.Data.Net.Client;

public class StreamProperties
{
    public bool LeaveOpen { get; set; }

    /// <summary>Whether the client compresses the stream with gzip.</summary>
    public bool Compress { get; set; }

    /// <summary>The existing compression of the stream.</summary>
    public DataSourceCompressionType CompressionType { get; set; }
}
