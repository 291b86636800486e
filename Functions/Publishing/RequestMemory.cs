namespace LatamFunctions.Publishing;

/// <summary>The memory that the bodies of all requests share. Thread-safe.</summary>
/// <param name="maxBytes">See <see cref="RequestBodyOptions.MaxMemoryBytes"/>.</param>
/// <param name="maxConsumerBytes">The part of the budget that one consumer may use.</param>
internal sealed class RequestMemory(long maxBytes, long maxConsumerBytes)
{
    /// <summary>The memory for one byte of a body: in a growing buffer, in the rows of the events and in their messages.</summary>
    public const int BytesPerBodyByte = 4;

    /// <summary>The bytes of each body that reserve no memory, so that small requests are accepted independently of large ones.</summary>
    public const int FreeBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _usedBy = [];
    private long _used;

    /// <summary>Creates an empty share of the memory. Dispose of it when the request ends.</summary>
    /// <param name="consumer">The consumer; "" for an unknown one, to which only the total limit applies.</param>
    /// <param name="freeBytes">The bytes of its body that reserve no memory.</param>
    public Share Open(string consumer, long freeBytes) => new(this, consumer, freeBytes);

    private bool TryTake(string consumer, long bytes)
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

    /// <summary>The memory that one request has reserved. Not thread-safe.</summary>
    public sealed class Share(RequestMemory memory, string consumer, long freeBytes) : IDisposable
    {
        private long _free = freeBytes;
        private long _bytes;

        /// <summary>Reserves memory for <paramref name="bodyBytes"/> more bytes of a body.</summary>
        /// <returns>False if not enough memory is free.</returns>
        public bool TryTake(long bodyBytes)
        {
            var free = Math.Min(_free, bodyBytes);
            var bytes = (bodyBytes - free) * BytesPerBodyByte;
            if (bytes > 0 && !memory.TryTake(consumer, bytes))
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
