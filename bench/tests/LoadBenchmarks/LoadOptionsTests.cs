using LoadBenchmark;
using LocalStack;

namespace Bench.Tests.LoadBenchmarks;

public class LoadOptionsTests
{
    [Test]
    public void Without_options_it_measures_everything_in_the_long_form()
    {
        var options = LoadOptions.Parse([]);

        Assert.That(
            (options.MeasuresRamps, options.MeasuresSteady, options.MeasuresDrills, options.StepDuration, options.Flights),
            Is.EqualTo((true, true, true, TimeSpan.FromSeconds(8), 200_000)));
    }

    [Test]
    public void A_named_part_is_measured_alone()
    {
        var options = LoadOptions.Parse(["--steady", "--quick", "--seconds-per-step", "3", "--flights=5k"]);

        Assert.That(
            (options.MeasuresRamps, options.MeasuresSteady, options.MeasuresDrills, options.StepDuration, options.Flights),
            Is.EqualTo((false, true, false, TimeSpan.FromSeconds(3), 5000)));
    }

    [Test]
    public void An_unknown_option_is_rejected() =>
        Assert.That(() => LoadOptions.Parse(["--fast"]), Throws.InstanceOf<CommandLineException>().With.Message.Contains("--fast"));
}
