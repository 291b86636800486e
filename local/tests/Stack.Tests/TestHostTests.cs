using System.Text.Json;
using LocalFunctions.Host.Testing;
using LocalStack.Configuration;
using LocalStack.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalStack.Tests;

/// <summary>
/// Tests the app with FunctionsTestHost from local/host, which runs the app in a separate process with in-memory event hubs.
/// </summary>
[Category("Stack")]
internal sealed class TestHostTests
{
    /// <summary>The time limit. The first invocation takes a second, or longer on a busy machine.</summary>
    private static readonly TimeSpan InvocationTimeout = TimeSpan.FromMinutes(3);

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("stack-");

    [TearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task A_valid_event_in_an_in_memory_hub_is_stored_and_an_invalid_event_is_dead_lettered()
    {
        await using var services = await LocalStackHost.StartServicesAsync(new LocalStackOptions
        {
            DataDirectory = _folder.FullName,
            KustoPort = 0,
            EventHubsPort = 0,
            AzuritePort = 0,
            LoggerFactory = NullLoggerFactory.Instance,
        });
        await using var app = await FunctionsTestHost.StartAsync(BuildPaths.FunctionsApp, new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = services.StorageConnectionString,
            ["EventHubs"] = services.EventHubsConnectionString,
            ["Kusto:Endpoint"] = services.KustoEndpoint.AbsoluteUri,
            ["Kusto:Database"] = "flights",
            ["Kusto:Authentication"] = "None",
            ["Kusto:CompressIngestion"] = "false",
            ["DeadLetters:ConnectionString"] = services.StorageConnectionString,
            ["Consumers:AllowUnlisted"] = "true",
            ["AzureFunctionsJobHost:extensions:eventHubs:batchCheckpointFrequency"] = "1",
        });

        app.Publish("flight-events", Events.Flight("test-host", "QTA", "QTB"), "{broken");
        var invocation = await app.WaitForInvocationAsync("IngestFlightEvents", timeout: InvocationTimeout);

        Assert.That(invocation.Succeeded, invocation.Error?.Message);
        var flight = await GetAsync(app, "api/flights/test-host");
        var deadLetters = (await GetAsync(app, "api/dead-letters")).GetProperty("value").EnumerateArray().ToList();
        var deadLetter = await GetAsync(app, $"api/dead-letters/{deadLetters[0].GetProperty("id").GetString()}");
        Assert.Multiple(() =>
        {
            Assert.That(flight.GetProperty("origin").GetString(), Is.EqualTo("QTA"));
            Assert.That(flight.GetProperty("destination").GetString(), Is.EqualTo("QTB"));
            Assert.That(deadLetters, Has.Count.EqualTo(1));
            Assert.That(deadLetter.GetProperty("body").GetString(), Is.EqualTo("{broken"));
        });
        await Eventually.IsTrueAsync(
            () => app.EventHubs.GetCheckpoint("flight-events", "ingest")?.SequenceNumber == 1, "The checkpoint after both events");
    }

    private static async Task<JsonElement> GetAsync(FunctionsTestHost app, string path)
    {
        using var response = JsonDocument.Parse(await app.Client.GetStringAsync(path));
        return response.RootElement.Clone();
    }
}
