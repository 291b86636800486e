using ApiBenchmark;
using BrokerBenchmark;
using CatchUp;
using CommandLines;
using DuckDbBenchmark;
using KqlBenchmark;
using LoadBenchmark;
using PathBenchmark;
using PeerBenchmark;

namespace Bench.Tests;

/// <summary>Tests the errors and the help texts of the benchmarks' command lines.</summary>
public class CommandLineTests
{
    [TestCase("'--bogus' is not an option.", "--bogus")]
    [TestCase("--flights needs a number such as 500, 200k or 3m, up to 3000000, not '4m'.", "--flights", "4m")]
    [TestCase("--flights needs a number such as 500, 200k or 3m, up to 3000000, not '0'.", "--flights", "0")]
    [TestCase("--flights needs a number such as 500, 200k or 3m, up to 3000000, not 'k'.", "--flights", "k")]
    [TestCase("--clients needs a whole number from 1 to 1000, not '0'.", "--clients", "0")]
    [TestCase("--seconds needs a value.", "--seconds")]
    [TestCase("--paging takes no value, but 'yes' follows it.", "--paging", "yes")]
    public void The_API_benchmark_reports_an_invalid_option(string error, params string[] args) =>
        AssertError(BenchmarkOptions.CreateCommand(), error, args);

    [TestCase("'--bogus' is not an option.", "--bogus")]
    [TestCase("'--bogus' is not an option.", "500", "--bogus")]
    [TestCase("<events> needs a number such as 500, 200k or 3m, up to 100000000, not 'many'.", "many")]
    public void The_broker_benchmark_reports_an_invalid_option(string error, params string[] args) =>
        AssertError(BrokerBenchmarkCommand.Create(), error, args);

    [TestCase("'--bogus' is not an option.", "--bogus", "3")]
    [TestCase("--batch needs a value.", "--batch")]
    [TestCase("--rounds needs a whole number from 1 to 2147483647, not 'x'.", "--rounds", "x")]
    public void The_catch_up_benchmark_reports_an_invalid_option(string error, params string[] args) =>
        AssertError(CatchUpOptions.CreateCommand(), error, args);

    [TestCase("'--bogus' is not an option.", "--bogus")]
    [TestCase("<rows> needs a number such as 500, 200k or 3m, up to 100000000, not '0'.", "0")]
    [TestCase("<rounds> needs a number such as 500, 200k or 3m, up to 1000, not 'x'.", "1000", "x")]
    public void The_DuckDB_benchmark_reports_an_invalid_option(string error, params string[] args) =>
        AssertError(DuckDbBenchmarkOptions.CreateCommand(), error, args);

    [TestCase("'--bogus' is not an option.", "--bogus")]
    [TestCase("<rows> needs a number such as 500, 200k or 3m, up to 30000000, not 'all'.", "all")]
    public void The_KQL_benchmark_reports_an_invalid_option(string error, params string[] args) =>
        AssertError(KqlBenchmarkOptions.CreateCommand(), error, args);

    [TestCase("'--fast' is not an option.", "--fast")]
    [TestCase("--only needs a value.", "--only", "--quick")]
    [TestCase("--seconds-per-step needs a whole number from 1 to 3600, not 'x'.", "--seconds-per-step", "x")]
    public void The_load_benchmark_reports_an_invalid_option(string error, params string[] args) =>
        AssertError(LoadOptions.CreateCommand(), error, args);

    [TestCase("'--bogus' is not an option.", "--bogus")]
    [TestCase("--events needs a value.", "--events")]
    [TestCase("--partitions needs a whole number from 1 to 32, not '33'.", "--partitions", "33")]
    [TestCase("--setting needs a name and a value such as Ingestion:Retries=3, not 'x'.", "--setting", "x")]
    public void The_path_benchmark_reports_an_invalid_option(string error, params string[] args) =>
        AssertError(PathOptions.CreateCommand(), error, args);

    [TestCase("'--bogus' is not an option.", "--bogus")]
    [TestCase("--events needs a number such as 500, 200k or 3m, up to 10000000, not '0'.", "--events", "0")]
    public void The_peer_benchmark_reports_an_invalid_option(string error, params string[] args) =>
        AssertError(PeerOptions.CreateCommand(), error, args);

    [Test]
    public void The_help_text_lists_every_option() => Assert.Multiple(() =>
    {
        Assert.That(
            HelpText.OptionsOf(BenchmarkOptions.CreateCommand().Help),
            Is.EqualTo(
                ["--flights <n>", "--clients <n>", "--seconds <n>", "--seed <n>", "--data <folder>", "--paging", "-h, --help"]));
        Assert.That(BrokerBenchmarkCommand.Create().Help, Does.Contain("  <events>  Number of events per round. [default: 100000]"));
        Assert.That(
            HelpText.OptionsOf(CatchUpOptions.CreateCommand().Help),
            Is.EqualTo(["--partitions <n>", "--batch <n>", "--prefetch <n>", "--message-bytes <n>", "--rounds <n>", "-h, --help"]));
        Assert.That(
            DuckDbBenchmarkOptions.CreateCommand().Help, Does.Contain("  <rows>  ").And.Contain("  <rounds>  "));
        Assert.That(
            HelpText.OptionsOf(LoadOptions.CreateCommand().Help),
            Is.EqualTo(
            [
                "--ramps", "--steady", "--drills", "--report", "--quick", "--seconds-per-step <n>", "--flights <n>", "--only <text>",
                "--out <folder>", "-h, --help",
            ]));
        Assert.That(
            HelpText.OptionsOf(PathOptions.CreateCommand().Help),
            Is.EqualTo(["--events <n>", "--partitions <n>", "--setting <name=value>", "-h, --help"]));
        Assert.That(
            HelpText.OptionsOf(PeerOptions.CreateCommand().Help),
            Is.EqualTo(["--quick", "--flights <n>", "--events <n>", "--out <folder>", "-h, --help"]));
    });

    [Test]
    public void The_default_load_of_the_catch_up_benchmark_equals_the_load_in_production() => Assert.That(
        CatchUpOptions.CreateCommand().Parse([]).Options, Is.EqualTo(new CatchUpOptions(8, 500, 500, 25_000, 4)));

    [Test]
    public void Arguments_have_defaults() => Assert.Multiple(() =>
    {
        Assert.That(BrokerBenchmarkCommand.Create().Parse([]).Options, Is.EqualTo(100_000));
        Assert.That(PeerOptions.CreateCommand().Parse(["--quick"]).Options, Is.EqualTo(new PeerOptions(true, 5000, 5000, null)));
        Assert.That(DuckDbBenchmarkOptions.CreateCommand().Parse(["1k"]).Options, Is.EqualTo(new DuckDbBenchmarkOptions(1000, 7)));
        Assert.That(KqlBenchmarkOptions.CreateCommand().Parse([]).Options, Is.EqualTo(new KqlBenchmarkOptions(3_000_000, 5)));
    });

    private static void AssertError<TOptions>(ProgramCommand<TOptions> command, string error, string[] args) =>
        Assert.That(command.Parse(args).Error, Is.EqualTo(error));
}
