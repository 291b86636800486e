using LatamFunctions.Http;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Responses;

/// <summary>Limits the number of concurrent exports. Thread-safe.</summary>
public sealed class ExportSlots(IOptions<ExportOptions> options)
{
    /// <summary>The response to an export for which there is no slot.</summary>
    internal static readonly Problem NoneFree = new(
        ErrorCodes.TooManyExports, "The maximum number of concurrent exports is running. Retry after the interval in `Retry-After`.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _usedBy = [];
    private int _used;

    /// <summary>The longest time for which an export may use its slot.</summary>
    internal TimeSpan MaxDuration => options.Value.MaxDuration;

    /// <param name="consumer">
    /// The caller: one consumer gets at most half of the slots. "" for an unknown one, to which only the total limit applies.
    /// </param>
    /// <returns>The slot, to be disposed of when the export has ended; null if all are in use.</returns>
    internal IDisposable? TryEnter(string consumer = "")
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

    private void Leave(string consumer)
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
                slots.Leave(consumer);
        }
    }
}
