using System.Diagnostics;

namespace PathBenchmark;

/// <summary>Time and processor time of this process and of the worker from a moment on.</summary>
internal sealed class Meter : IDisposable
{
    private readonly Process _here = Process.GetCurrentProcess();
    private readonly Process? _worker;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimeSpan _hereBefore;
    private readonly TimeSpan _workerBefore;

    /// <param name="workerId">The worker's process id; null for a stage without one.</param>
    public Meter(int? workerId = null)
    {
        _worker = workerId is { } id ? Process.GetProcessById(id) : null;
        _hereBefore = _here.TotalProcessorTime;
        _workerBefore = _worker?.TotalProcessorTime ?? default;
    }

    /// <summary>What has been used since.</summary>
    public StageResult Result(string stage, long events, TimeSpan? publisher = null)
    {
        _here.Refresh();
        _worker?.Refresh();
        return new StageResult(
            stage, events, Stopwatch.GetElapsedTime(_start), _here.TotalProcessorTime - _hereBefore,
            _worker is null ? null : _worker.TotalProcessorTime - _workerBefore, publisher);
    }

    public void Dispose()
    {
        _here.Dispose();
        _worker?.Dispose();
    }
}
