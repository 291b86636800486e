using LoadBenchmark.Capacity;
using LoadBenchmark.Ramps;
using LoadBenchmark.Report;
using LoadBenchmark.Results;

namespace Bench.Tests.LoadBenchmarks;

public class PredictionTests
{
    [Test]
    public void Steps_at_two_rates_determine_the_model()
    {
        var model = CpuModel.Fit([(1000, 0.12), (10_000, 0.3)]);

        Assert.Multiple(() =>
        {
            Assert.That(model.Idle, Is.EqualTo(0.1).Within(1e-9));
            Assert.That(model.MicrosecondsPerEvent, Is.EqualTo(20).Within(1e-6));
            Assert.That(model.CoresAt(50_000), Is.EqualTo(1.1).Within(1e-9));
            Assert.That(model.RateAt(1.1), Is.EqualTo(50_000).Within(1e-3));
        });
    }

    [TestCase(0.3, 0.2, 0.23077, 0, TestName = "A_decreasing_line_becomes_a_constant_model")]
    [TestCase(0.01, 0.3, 0, 12, TestName = "A_line_with_a_negative_intercept_becomes_a_line_through_zero")]
    public void No_parameter_of_a_model_is_negative(double low, double high, double idle, double microseconds)
    {
        var model = CpuModel.Fit([(1000, low), (10_000, high)]);

        Assert.That(model.Idle, Is.EqualTo(idle).Within(1e-5));
        Assert.That(model.MicrosecondsPerEvent, Is.EqualTo(microseconds).Within(1e-5));
    }

    [Test]
    public void A_model_with_constant_cost_never_requires_another_core() => Assert.Multiple(() =>
    {
        Assert.That(new CpuModel(0.5, 0).RateAt(2), Is.EqualTo(double.PositiveInfinity));
        Assert.That(
            PredictionReport.Section(new Prediction(new Dictionary<string, CpuModel>(), [], double.PositiveInfinity), EmptyRamp(), 2),
            Does.Contain("No process used more processor time at higher steady rates"));
    });

    [Test]
    public void Steps_at_one_rate_do_not_determine_a_model() =>
        Assert.That(() => CpuModel.Fit([(1000, 0.1), (1000, 0.2)]), Throws.ArgumentException);

    [Test]
    public void The_ramp_is_compared_below_its_knee_and_is_not_part_of_the_model()
    {
        var ramp = new Ramp(
            "events", "Events", "events/s", [5000, 20_000, 40_000], [StepOf(5000, 0.25), StepOf(20_000, 0.4), StepOf(40_000, 9)],
            new Knee(40_000, "late"), [], StepOf(5000, 0.2), 1, []);

        var prediction = Prediction.From([StepOf(1000, 0.12), StepOf(10_000, 0.3)], ramp, cores: 2)!;

        Assert.Multiple(() =>
        {
            Assert.That(prediction.Steps.Select(step => Math.Round(step.Error, 3)), Is.EqualTo(new[] { -0.2, 0.25 }));
            Assert.That(prediction.MeanError, Is.EqualTo(0.225).Within(1e-9));
            Assert.That(prediction.RateOfAllCores, Is.EqualTo(95_000).Within(1));
        });
    }

    [Test]
    public void An_idle_process_has_no_model() =>
        Assert.That(Prediction.From([StepOf(1000, 0.001), StepOf(10_000, 0.002)], EmptyRamp(), cores: 2), Is.Null);

    private static Ramp EmptyRamp() => new("events", "Events", "events/s", [], [], null, [], StepOf(1, 1), null, []);

    private static Step StepOf(double rate, double cores)
    {
        var figures = new TrafficFigures(rate, rate, null, new Dictionary<string, long>());
        return new Step("step", 0, 8, null, null, null, figures, null, rate, 0, [new ProcessFigures("worker", cores, 300)]);
    }
}
