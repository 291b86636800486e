using System.Globalization;

namespace PathBenchmark;

/// <summary>The measurement of a stage, after its warm-up.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Events">The number of measured events.</param>
/// <param name="Elapsed">The elapsed time of these events.</param>
/// <param name="Here">Processor time of this process: broker, host, engine.</param>
/// <param name="Worker">Processor time of the functions' worker; null if the stage has none.</param>
/// <param name="Publisher">Processor time of the publishing process; null if the stage has none.</param>
internal sealed record StageResult(
    string Stage, long Events, TimeSpan Elapsed, TimeSpan Here, TimeSpan? Worker = null, TimeSpan? Publisher = null)
{
    public static string Header => $"{"",-44}{"events/s",12}{"publisher",12}{"this process",14}{"worker",10}";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Stage,-44}{Events / Elapsed.TotalSeconds,12:N0}{Text(Publisher),12}{Text(Here),14}{Text(Worker),10}");

    private string Text(TimeSpan? time) =>
        time is { } used ? string.Create(CultureInfo.InvariantCulture, $"{used.TotalMicroseconds / Events:0.0} us") : "";
}
