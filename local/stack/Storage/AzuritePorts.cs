namespace LocalStack.Storage;

/// <summary>The TCP ports of Azurite on the loopback address. The value 0 selects a free port.</summary>
internal readonly record struct AzuritePorts(int Blobs, int Queues, int Tables)
{
    /// <summary>Returns the blob port and the next two ports for queues and tables, or free ports if the blob port is 0.</summary>
    public static AzuritePorts From(int blobs) => blobs == 0 ? default : new AzuritePorts(blobs, blobs + 1, blobs + 2);
}
