namespace LocalStack.Storage;

/// <summary>TCP ports on loopback; 0 selects a free port.</summary>
internal readonly record struct AzuritePorts(int Blobs, int Queues, int Tables)
{
    /// <summary>Queues and tables follow the port of the blobs, unless that is 0.</summary>
    public static AzuritePorts From(int blobs) => blobs == 0 ? default : new AzuritePorts(blobs, blobs + 1, blobs + 2);
}
