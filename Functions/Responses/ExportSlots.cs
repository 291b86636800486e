using LatamFunctions.Http;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Responses;

/// <summary>Limits the number of concurrent exports. This class is thread-safe.</summary>
public sealed class ExportSlots(IOptions<ExportOptions> options)
{
    /// <summary>The response if no slot is available.</summary>
    internal static readonly Problem NoSlot = new(
        ErrorCodes.TooManyExports, "The maximum number of concurrent exports is running. Retry after the interval in `Retry-After`.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _usedBy = [];
    private int _used;

    /// <summary>The maximum time for which an export can use its slot.</summary>
    internal TimeSpan MaxDuration => options.Value.MaxDuration;

    /// <param name="consumer">
    /// The caller. A consumer can use at most half of the slots, or the only slot. For an unknown consumer, which is an empty string, only
    /// the total limit applies.
    /// </param>
    /// <returns>The slot, which the caller must dispose of when the export ends; <c>null</c> if no slot is available.</returns>
    internal IDisposable? TryAcquire(string consumer = "")
    {
        lock (_lock)
        {
            var max = options.Value.MaxConcurrent;
            var own = _usedBy.GetValueOrDefault(consumer);
            if (_used == max || (consumer.Length > 0 && own >= Math.Max(1, max / 2)))
                return null;

            _used++;
            _usedBy[consumer] = own + 1;
            return new Slot(this, consumer);
        }
    }

    private void Release(string consumer)
    {
        lock (_lock)
        {
            _used--;
            if (--_usedBy[consumer] is 0)
                _usedBy.Remove(consumer);
        }
    }

    private sealed class Slot(ExportSlots slots, string consumer) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                slots.Release(consumer);
        }
    }
}
