namespace LoadBenchmark.Results;

/// <summary>The use of the machine by a process in a step.</summary>
/// <param name="Name">stack (event hub, Functions host, Kusto engine), worker, azurite, or load (this program).</param>
/// <param name="Cores">Processor time for a second of elapsed time.</param>
/// <param name="MegaBytes">The largest working set.</param>
internal sealed record ProcessFigures(string Name, double Cores, double MegaBytes);
