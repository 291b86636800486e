using LoadBenchmark.Ramps;
using LoadBenchmark.Results;

namespace LoadBenchmark.Capacity;

/// <summary>The predicted and the measured processor time of a process in one step of a ramp.</summary>
internal sealed record PredictedStep(double Rate, string Process, double Predicted, double Measured)
{
    /// <summary>The error as a fraction of the measured value. A positive error means that the prediction is too high.</summary>
    public double Error => (Predicted - Measured) / Measured;
}

/// <summary>The processor time during a ramp, as predicted by models that are fitted only to the steady rates.</summary>
/// <param name="Models">The models by process.</param>
/// <param name="Steps">The steps of the ramp below its knee.</param>
/// <param name="RateOfAllCores">The event rate, per second, at which all cores are in use according to the models.</param>
internal sealed record Prediction(
    IReadOnlyDictionary<string, CpuModel> Models, IReadOnlyList<PredictedStep> Steps, double RateOfAllCores)
{
    /// <summary>The minimum processor time, in cores, that can be measured in a short step.</summary>
    private const double MinCores = 0.05;

    /// <summary>The mean absolute error, or <c>null</c> if there are no steps.</summary>
    public double? MeanError => Steps.Count == 0 ? null : Steps.Average(step => Math.Abs(step.Error));

    /// <param name="steady">The steps at steady rates, to which the models are fitted.</param>
    /// <param name="ramp">The ramp of the event rate.</param>
    /// <param name="cores">The number of cores in the machine.</param>
    /// <returns>The prediction, or <c>null</c> if no process has a measurable processor time at two steady rates.</returns>
    public static Prediction? From(IReadOnlyList<Step> steady, Ramp ramp, int cores)
    {
        var models = new SortedDictionary<string, CpuModel>(StringComparer.Ordinal);
        foreach (var name in steady.SelectMany(step => step.Processes).Select(process => process.Name).Distinct())
        {
            var points = steady.Select(step => (Rate: RateOf(step), Cores: CoresOf(step, name)))
                .Where(point => point.Cores >= MinCores)
                .ToList();
            if (points.Select(point => point.Rate).Distinct().Count() > 1)
                models[name] = CpuModel.Fit(points);
        }

        if (models.Count == 0)
            return null;

        var steps =
            from pair in ramp.Levels.Zip(ramp.Steps)
            where ramp.Knee is null || pair.First < ramp.Knee.Level
            from model in models
            let measured = CoresOf(pair.Second, model.Key)
            where measured >= MinCores
            select new PredictedStep(RateOf(pair.Second), model.Key, model.Value.CoresAt(RateOf(pair.Second)), measured);
        var all = new CpuModel(models.Values.Sum(model => model.Idle), models.Values.Sum(model => model.MicrosecondsPerEvent));
        return new Prediction(models, [.. steps], all.RateAt(cores));
    }

    private static double RateOf(Step step) => step.Publish!.Reached;

    private static double CoresOf(Step step, string name) => step.Processes.FirstOrDefault(process => process.Name == name)?.Cores ?? 0;
}
