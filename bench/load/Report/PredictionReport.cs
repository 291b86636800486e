using System.Text;
using LoadBenchmark.Capacity;
using LoadBenchmark.Ramps;
using static LoadBenchmark.Report.ReportText;

namespace LoadBenchmark.Report;

/// <summary>Creates the report's section that compares the event ramp with its prediction.</summary>
internal static class PredictionReport
{
    /// <param name="prediction">The prediction, or <c>null</c> if there were too few steady rates.</param>
    /// <param name="ramp">The ramp of the event rate.</param>
    /// <param name="cores">The number of cores in the machine.</param>
    public static string Section(Prediction? prediction, Ramp ramp, int cores)
    {
        if (prediction is null)
            return "";

        var text = new StringBuilder();
        text.Append(
            $"""
            ## Prediction for the event ramp

            The processor time of each process is a linear model of the rate, fitted only to the steady rates above. The mean absolute
            error for the ramp's steps below the knee is **{Share(prediction.MeanError)}**.
            {AllCores(prediction.RateOfAllCores, cores)};
            {(ramp.Knee is { } knee ? $"the knee is at {Number(knee.Level)}." : "the ramp has no knee.")}

            | Process | Cores without events | Processor time per event |
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
        ? $"The models predict that all {cores} cores are in use at {Number(100 * Math.Round(rate / 100))} events/s"
        : "No process used more processor time at higher steady rates, so the models predict no maximum rate";
}
