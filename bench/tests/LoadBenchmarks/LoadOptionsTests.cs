using LoadBenchmark;

namespace Bench.Tests.LoadBenchmarks;

public class LoadOptionsTests
{
    [TestCase("", "dotnet run -c Release --project bench/load")]
    [TestCase("--drills --only slow --out some/folder", "dotnet run -c Release --project bench/load")]
    [TestCase("--ramps --quick --flights 50k --seconds-per-step 3",
        "dotnet run -c Release --project bench/load -- --quick --seconds-per-step 3 --flights 50000")]
    public void The_reported_command_measures_all_parts_and_omits_the_folder(string args, string expected) =>
        Assert.That(Parse(args.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Command, Is.EqualTo(expected));

    [Test]
    public void Measuring_a_part_again_replaces_its_result() => Assert.That(
        LoadRun.Replace(LoadRun.Replace(["a1", "b1"], "b2", name => name[..1]), "c1", name => name[..1]),
        Is.EqualTo(["a1", "b2", "c1"]));

    [Test]
    public void Without_options_the_load_benchmark_measures_all_parts_at_full_length()
    {
        var options = Parse([]);

        Assert.That(
            (options.MeasuresRamps, options.MeasuresSteady, options.MeasuresDrills, options.StepDuration, options.Flights),
            Is.EqualTo((true, true, true, TimeSpan.FromSeconds(8), 200_000)));
    }

    [Test]
    public void Only_the_selected_part_is_measured()
    {
        var options = Parse(["--steady", "--quick", "--seconds-per-step", "3", "--flights=5k"]);

        Assert.That(
            (options.MeasuresRamps, options.MeasuresSteady, options.MeasuresDrills, options.StepDuration, options.Flights),
            Is.EqualTo((false, true, false, TimeSpan.FromSeconds(3), 5000)));
    }

    private static LoadOptions Parse(string[] args) => LoadOptions.CreateCommand().Parse(args).Options!;
}
