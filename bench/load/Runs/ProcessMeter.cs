using System.ComponentModel;
using System.Diagnostics;
using LoadBenchmark.Results;
using Verify;

namespace LoadBenchmark.Runs;

/// <summary>
/// Reads processor time and memory of this program, the stack, the worker and Azurite. A process can be replaced by another process.
/// </summary>
internal sealed class ProcessMeter(Func<int?> stackId)
{
    private readonly Dictionary<string, int> _ids = [];
    private readonly Dictionary<string, TimeSpan> _times = [];
    private readonly Dictionary<string, (TimeSpan Used, double MegaBytes)> _sums = [];

    /// <summary>Adds the processor time of each process since the previous reading.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        Add("load", Environment.ProcessId);
        if (stackId() is not { } stack)
            return;
        Add("stack", stack);
        foreach (var (name, target) in new[] { ("worker", KillTarget.Worker), ("azurite", KillTarget.Azurite) })
        {
            if (!_ids.TryGetValue(name, out var id) || !Add(name, id))
            {
                _ids.Remove(name);
                if (await ChildProcess.FindAsync(stack, target, cancellationToken) is { } found)
                    _ids[name] = found;
            }
        }
    }

    /// <summary>Returns the processor time and memory since the previous call.</summary>
    public IReadOnlyList<ProcessFigures> Take(TimeSpan elapsed)
    {
        var figures = _sums
            .Select(sum => new ProcessFigures(
                sum.Key, Math.Round(sum.Value.Used / elapsed, 2), Math.Round(sum.Value.MegaBytes)))
            .OrderBy(process => process.Name, StringComparer.Ordinal)
            .ToList();
        _sums.Clear();
        return figures;
    }

    /// <returns><c>true</c> if the process is running.</returns>
    private bool Add(string name, int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            var (time, memory) = (process.TotalProcessorTime, process.WorkingSet64 / 1e6);
            var key = $"{name} {id}";

            // A replacement started after the previous reading, so all of its processor time counts.
            var isReplacement = _times.Keys.Any(known => known.StartsWith($"{name} ", StringComparison.Ordinal));
            if (_times.TryGetValue(key, out var before) || isReplacement)
            {
                var (used, most) = _sums.GetValueOrDefault(name);
                _sums[name] = (used + (time - before), Math.Max(most, memory));
            }

            _times[key] = time;
            return true;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false; // The process has ended.
        }
    }
}
