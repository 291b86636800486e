using System.Text;
using LoadBenchmark.Capacity;
using LoadBenchmark.Ramps;
using static LoadBenchmark.Report.ReportText;

namespace LoadBenchmark.Report;

/// <summary>The section that compares the ramp of events with its prediction.</summary>
internal static class PredictionReport
{
    /// <param name="prediction">The prediction; null if the steady rates were not enough for one.</param>
    /// <param name="ramp">The ramp of events.</param>
    /// <param name="cores">The cores of the machine.</param>
    public static string Section(Prediction? prediction, Ramp ramp, int cores)
    {
        if (prediction is null)
            return "";

        var text = new StringBuilder();
        text.Append(
            $"""
            ## Prediction of the ramp of events

            The processor time of each process is a linear model of the rate, calibrated with the steady rates above alone. The ramp's steps
            below the knee are compared with it: the mean of the errors without their signs is **{Share(prediction.MeanError)}**.
            {AllCores(prediction.RateOfAllCores, cores)};
            {(ramp.Knee is { } knee ? $"the knee is at {Number(knee.Level)}." : "the ramp has no knee.")}

            | Process | Cores without events | Processor time of an event |
            |---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var (name, model) in prediction.Models)
            text.Append($"| {name} | {Number(Math.Round(model.Idle, 3))} | {Number(model.MicrosecondsPerEvent)} µs |\n");
        text.Append("\n| Events/s | Process | Predicted cores | Measured cores | Error |\n|---|---|---|---|---|\n");
        foreach (var step in prediction.Steps)
        {
            text.Append(
                $"| {Number(step.Rate)} | {step.Process} | {Number(Math.Round(step.Predicted, 2))} | {Number(step.Measured)} "
                + $"| {Share(Math.Round(step.Error, 3))} |\n");
        }

        return text.Append('\n').ToString();
    }

    private static string AllCores(double rate, int cores) => double.IsFinite(rate)
        ? $"The models use all {cores} cores at {Number(100 * Math.Round(rate / 100))} events/s"
        : "At the steady rates no process used more processor time for more events, so the models state no highest rate";
}
