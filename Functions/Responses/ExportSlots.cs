using LatamFunctions.Http;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Responses;

/// <summary>Limits the exports under way at once. Thread-safe.</summary>
public sealed class ExportSlots(IOptions<ExportOptions> options)
{
    /// <summary>The response to an export for which there is no slot.</summary>
    internal static readonly Problem NoneFree = new(
        ErrorCodes.TooManyExports, "The maximum number of concurrent exports is running. Retry after the interval in `Retry-After`.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    private int _used;

    /// <returns>The slot, to be disposed of when the export has ended; null if all are in use.</returns>
    internal IDisposable? TryEnter()
    {
        if (Interlocked.Increment(ref _used) <= options.Value.MaxConcurrent)
            return new Slot(this);

        Interlocked.Decrement(ref _used);
        return null;
    }

    private sealed class Slot(ExportSlots slots) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                Interlocked.Decrement(ref slots._used);
        }
    }
}
