namespace LatamFunctions.Publishing;

/// <summary>The memory that the bodies of all requests share. This class is thread-safe.</summary>
/// <param name="maxBytes">The total limit (<see cref="RequestBodyOptions.MaxMemoryBytes"/>).</param>
/// <param name="maxConsumerBytes">The limit per consumer.</param>
internal sealed class RequestMemory(long maxBytes, long maxConsumerBytes)
{
    /// <summary>The estimated memory per body byte, which includes growing buffers, events and messages.</summary>
    public const int BytesPerBodyByte = 4;

    /// <summary>
    /// The number of bytes per body for which no memory is reserved, so that small requests are accepted regardless of large requests.
    /// </summary>
    public const int FreeBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _usedBy = [];
    private long _used;

    /// <summary>Creates an empty share of the memory. The caller must dispose of the share when the request ends.</summary>
    /// <param name="consumer">The consumer; an empty string for an unknown consumer, to which only the total limit applies.</param>
    /// <param name="freeBytes">The number of bytes of the body that reserve no memory.</param>
    public Share Open(string consumer, long freeBytes) => new(this, consumer, freeBytes);

    private bool TryReserve(string consumer, long bytes)
    {
        lock (_lock)
        {
            var usedByConsumer = _usedBy.GetValueOrDefault(consumer) + bytes;
            if (_used + bytes > maxBytes || (consumer.Length > 0 && usedByConsumer > maxConsumerBytes))
                return false;

            _used += bytes;
            _usedBy[consumer] = usedByConsumer;
            return true;
        }
    }

    private void Return(string consumer, long bytes)
    {
        lock (_lock)
        {
            _used -= bytes;
            var left = _usedBy.GetValueOrDefault(consumer) - bytes;
            if (left > 0)
                _usedBy[consumer] = left;
            else
                _usedBy.Remove(consumer);
        }
    }

    /// <summary>The memory that a request has reserved. This class is not thread-safe.</summary>
    public sealed class Share(RequestMemory memory, string consumer, long freeBytes) : IDisposable
    {
        private long _free = freeBytes;
        private long _bytes;

        /// <summary>Reserves memory for <paramref name="bodyBytes"/> more bytes of a body.</summary>
        /// <returns><c>false</c> if not enough memory is available.</returns>
        public bool TryReserve(long bodyBytes)
        {
            var free = Math.Min(_free, bodyBytes);
            var bytes = (bodyBytes - free) * BytesPerBodyByte;
            if (bytes > 0 && !memory.TryReserve(consumer, bytes))
                return false;

            _free -= free;
            _bytes += bytes;
            return true;
        }

        public void Dispose()
        {
            var bytes = Interlocked.Exchange(ref _bytes, 0);
            if (bytes > 0)
                memory.Return(consumer, bytes);
        }
    }
}
