using LocalStack.Demo;

namespace LocalStack.Tests;

/// <summary>The queries of kusto/samples run on the demo's flights, each with rows.</summary>
internal sealed class SampleQueryTests : StackTestBase
{
    private const int Flights = 3000;

    /// <summary>The demo's events have no such properties.</summary>
    private const string WithoutRows = "Properties that publishers send and that have no column";

    private static IReadOnlyList<LocalKusto.SampleQuery> Samples { get; } = SampleQueries.Read(BuildPaths.KustoSamples);

    [OneTimeSetUp]
    public async Task PublishAsync()
    {
        using var http = new HttpClient();
        using var flights = new SampleFlights(BuildPaths.SampleFlights);
        var hub = new EventHubRestClient(http, new Uri(Stack.Host.EventHubsEndpoint, LocalStackHost.Hub), Stack.Host.EventHubsConnectionString);
        await new SamplePublisher(hub, flights).PublishAsync(Flights, _ => { }, default);
        await Stack.IngestedAsync();
    }

    [Test]
    public void There_are_twenty_and_each_has_a_name_of_its_own()
    {
        Assert.That(Samples, Has.Count.EqualTo(20));
        Assert.That(Samples.Select(sample => sample.Name), Is.Unique);
    }

    [TestCaseSource(nameof(Names))]
    public async Task A_sample_query_has_rows_of_the_demo(string name)
    {
        var sample = Samples.Single(sample => sample.Name == name);

        var rows = await Stack.Host.Kusto().QueryAsync(sample.Query, default);

        Assert.That(rows, name == WithoutRows ? Is.Not.Null : Is.Not.Empty);
    }

    private static IEnumerable<string> Names() => Samples.Select(sample => sample.Name);
}
