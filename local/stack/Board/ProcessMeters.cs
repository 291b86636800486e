using System.ComponentModel;
using System.Diagnostics;
using LocalFunctions.Host;

namespace LocalStack.Board;

/// <summary>Reads the resource usage of the stack's running processes: this process, the worker and Azurite.</summary>
internal sealed class ProcessMeters(FunctionsHost functions, Func<int?> storageProcessId)
{
    private Task<int>? _worker;

    public IReadOnlyList<ProcessReading> Read()
    {
        var readings = new List<ProcessReading>
        {
            new("stack", Environment.ProcessId, Environment.CpuUsage.TotalTime, Environment.WorkingSet),
        };
        Add("worker", WorkerProcessId());
        Add("storage", storageProcessId());
        return readings;

        void Add(string name, int? id)
        {
            if (id is { } known && Read(name, known) is { } reading)
                readings.Add(reading);
        }
    }

    private static ProcessReading? Read(string name, int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return new ProcessReading(name, id, process.TotalProcessorTime, process.WorkingSet64);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null; // The process has ended.
        }
    }

    /// <summary>
    /// Returns the worker's process id, or <c>null</c> while the worker is restarting. During a restart, only one request waits for the
    /// next worker.
    /// </summary>
    private int? WorkerProcessId()
    {
        var worker = _worker ?? functions.GetWorkerProcessIdAsync().AsTask();
        _worker = worker.IsCompleted ? null : worker;
        return worker.IsCompletedSuccessfully ? worker.Result : null;
    }
}
