using ApiBenchmark;

namespace Bench.Tests;

public class ApiBenchmarkOptionsTests
{
    [Test]
    public void Counts_may_be_written_short() =>
        Assert.That(BenchmarkOptions.Parse(["--flights", "3m", "--clients", "8", "--seconds", "2"]),
            Is.EqualTo(BenchmarkOptions.Parse([]) with { Flights = 3_000_000, Clients = 8, Duration = TimeSpan.FromSeconds(2) }));

    [Test]
    public void Each_number_of_flights_has_a_folder_of_its_own_unless_one_is_given() => Assert.Multiple(() =>
    {
        Assert.That(Path.GetFileName(BenchmarkOptions.Parse(["--flights", "500"]).StackFolder), Is.EqualTo("bench-api-500"));
        Assert.That(BenchmarkOptions.Parse(["--data", "there"]).StackFolder, Is.EqualTo("there"));
    });

    [TestCase("--flights 4m", "up to 3000000")]
    [TestCase("--flights 0", "--flights")]
    [TestCase("--flights k", "'k'")]
    [TestCase("--clients 0", "1 to 1000")]
    [TestCase("--seconds", "--seconds needs a value")]
    [TestCase("--paging yes", "'yes' is not an option")]
    public void An_invalid_option_is_named(string args, string expected) =>
        Assert.That(() => BenchmarkOptions.Parse(args.Split(' ')), Throws.ArgumentException.With.Message.Contains(expected));
}
