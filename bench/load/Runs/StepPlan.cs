namespace LoadBenchmark.Runs;

/// <summary>The load to generate in a step.</summary>
/// <param name="Name">The step's name.</param>
/// <param name="Api">Requests per second.</param>
/// <param name="Events">Events per second.</param>
/// <param name="Probes">Probes per second.</param>
/// <param name="Duration">The duration of the step.</param>
internal sealed record StepPlan(string Name, double Api, double Events, double Probes, TimeSpan Duration);
