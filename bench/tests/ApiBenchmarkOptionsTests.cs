using ApiBenchmark;

namespace Bench.Tests;

public class ApiBenchmarkOptionsTests
{
    [Test]
    public void Counts_can_be_abbreviated() =>
        Assert.That(Parse("--flights", "3m", "--clients", "8", "--seconds", "2"),
            Is.EqualTo(Parse() with { Flights = 3_000_000, Clients = 8, Duration = TimeSpan.FromSeconds(2) }));

    [Test]
    public void Each_flight_count_has_its_own_default_folder() => Assert.Multiple(() =>
    {
        Assert.That(Path.GetFileName(Parse("--flights", "500").StackFolder), Is.EqualTo("bench-api-500"));
        Assert.That(Parse("--data", "there").StackFolder, Is.EqualTo("there"));
    });

    private static BenchmarkOptions Parse(params string[] args) => BenchmarkOptions.CreateCommand().Parse(args).Options!;
}
