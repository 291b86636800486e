namespace LatamFunctions.Publishing;

/// <summary>The memory that bodies of requests may need, together. Thread-safe.</summary>
/// <param name="maxBytes">See <see cref="RequestBodyOptions.MaxMemoryBytes"/>.</param>
internal sealed class RequestMemory(long maxBytes)
{
    /// <summary>A byte of a body is held in a growing buffer, and once more in the events' rows and in their messages.</summary>
    public const int BytesPerBodyByte = 4;

    private long _used;

    /// <summary>A share of the memory, at first of nothing. Dispose of it when the request is done.</summary>
    public Share Open() => new(this);

    private bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= maxBytes)
            return true;

        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    /// <summary>What one request has taken. For one thread at a time.</summary>
    public sealed class Share(RequestMemory memory) : IDisposable
    {
        private long _bytes;

        /// <summary>Takes memory for <paramref name="bodyBytes"/> more bytes of a body.</summary>
        /// <returns>False if so much is not free.</returns>
        public bool TryTake(long bodyBytes)
        {
            var bytes = bodyBytes * BytesPerBodyByte;
            if (!memory.TryTake(bytes))
                return false;

            _bytes += bytes;
            return true;
        }

        public void Dispose() => Interlocked.Add(ref memory._used, -Interlocked.Exchange(ref _bytes, 0));
    }
}
