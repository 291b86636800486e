namespace LoadBenchmark.Results;

/// <summary>A process's processor time and memory in a step.</summary>
/// <param name="Name">
/// <c>stack</c> (event hub, Functions host, Kusto engine), <c>worker</c>, <c>azurite</c>, or <c>load</c> (this program).
/// </param>
/// <param name="Cores">The average number of cores in use: processor time per elapsed time.</param>
/// <param name="MegaBytes">The largest working set in MB.</param>
internal sealed record ProcessFigures(string Name, double Cores, double MegaBytes);
