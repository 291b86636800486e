using System.Collections.Concurrent;
using System.Diagnostics;

namespace LatamFunctions.Tests.Support;

/// <summary>Captures the app's spans that end during the lifetime of this object.</summary>
internal sealed class CapturedSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public CapturedSpans(ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("LatamFunctions.", StringComparison.Ordinal),
            Sample = (ref _) => sampling,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public Activity Single(string name) => _ended.Single(span => span.OperationName == name);

    public void Dispose() => _listener.Dispose();
}
