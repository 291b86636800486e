using System.Globalization;

namespace PathBenchmark;

/// <summary>The measurement of a stage, without its warm-up.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Events">The number of measured events.</param>
/// <param name="Elapsed">The elapsed time for the measured events.</param>
/// <param name="Here">The processor time of this process, which contains the broker, the host and the engine.</param>
/// <param name="Worker">The processor time of the Functions worker; <c>null</c> if the stage has no worker.</param>
/// <param name="Publisher">The processor time of the publishing process; <c>null</c> if the stage does not publish.</param>
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
