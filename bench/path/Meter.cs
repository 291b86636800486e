using System.Diagnostics;

namespace PathBenchmark;

/// <summary>Measures the elapsed time and the processor times of this process and of the worker since the meter was created.</summary>
internal sealed class Meter : IDisposable
{
    private readonly Process _here = Process.GetCurrentProcess();
    private readonly Process? _worker;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimeSpan _hereBefore;
    private readonly TimeSpan _workerBefore;

    /// <param name="workerId">The worker's process id; <c>null</c> for a stage without a worker.</param>
    public Meter(int? workerId = null)
    {
        _worker = workerId is { } id ? Process.GetProcessById(id) : null;
        _hereBefore = _here.TotalProcessorTime;
        _workerBefore = _worker?.TotalProcessorTime ?? default;
    }

    /// <summary>Returns the result of a stage from the times since the meter was created.</summary>
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
