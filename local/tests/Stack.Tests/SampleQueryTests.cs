using Azure.Messaging.EventHubs.Producer;
using LocalStack.Configuration;
using LocalStack.Demo;
using LocalStack.Kusto;
using LocalStack.Tests.Support;

namespace LocalStack.Tests;

/// <summary>Tests that the queries in kusto/samples return rows for the demo's flights.</summary>
internal sealed class SampleQueryTests : StackTestBase
{
    private const int Flights = 3000;

    private static IReadOnlyList<LocalKusto.Configuration.SampleQuery> Samples { get; } = SampleQueries.Read(BuildPaths.KustoSamples);

    [OneTimeSetUp]
    public async Task PublishAsync()
    {
        using var flights = new SampleFlights(BuildPaths.SampleFlights);
        await using var producer = new EventHubProducerClient(Stack.Host.EventHubsConnectionString, ResourceNames.EventHub);
        await new SamplePublisher(producer, flights).PublishAsync(Flights, _ => { }, default);
        await producer.SendAsync(await ExampleFlights.ReadAsync(DateTimeOffset.UtcNow, default));
        await Stack.IngestedAsync();
    }

    [Test]
    public void The_twenty_sample_queries_have_different_names()
    {
        Assert.That(Samples, Has.Count.EqualTo(20));
        Assert.That(Samples.Select(sample => sample.Name), Is.Unique);
    }

    [TestCaseSource(nameof(Names))]
    public async Task A_sample_query_returns_rows_of_the_demo(string name)
    {
        var sample = Samples.Single(sample => sample.Name == name);

        var rows = await Stack.Host.Kusto().QueryAsync(sample.Query, default);

        Assert.That(rows, Is.Not.Empty);
    }

    [TestCase("Diverted flights, and the airports that they reached", "G31504-20251120-GRU GRU BSB GRU", "LA640-20251120-SCL SCL LIM AQP")]
    [TestCase("Flights with codeshares", "LA500-20251120-SCL SCL MIA")]
    public async Task A_sample_query_returns_the_expected_demo_flights(string name, params string[] expected)
    {
        var rows = await Stack.Host.Kusto().QueryAsync(Samples.Single(sample => sample.Name == name).Query, default);

        Assert.That(
            rows.Select(
                row => string.Join(' ', row.EnumerateArray().Take(expected[0].Split(' ').Length).Select(value => value.ToString()))),
            Is.EquivalentTo(expected));
    }

    private static IEnumerable<string> Names() => Samples.Select(sample => sample.Name);
}
