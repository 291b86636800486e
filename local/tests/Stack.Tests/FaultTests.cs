using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using LocalStack.Configuration;
using LocalStack.Testing;
using LocalStack.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalStack.Tests;

/// <summary>
/// Tests that each valid event is eventually stored and each invalid event becomes a dead letter, regardless of failures of Azure Data
/// Explorer and the dead-letter table.
/// </summary>
[Category("Stack")]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Structure", "NUnit1032", Justification = "StopAsync disposes of both proxies.")]
internal sealed partial class FaultTests
{
    /// <summary>The well-known account of Azurite.</summary>
    private const string Account =
        "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private DirectoryInfo _folder = null!;
    private FailingProxy _kusto = null!;
    private FailingProxy _tables = null!;
    private StackClient _stack = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("faults-");
        _kusto = await FailingProxy.StartAsync();
        _tables = await FailingProxy.StartAsync();
        _stack = new StackClient(await LocalStackHost.StartAsync(new LocalStackOptions
        {
            DataDirectory = _folder.FullName,
            FunctionsPort = 0,
            KustoPort = 0,
            EventHubsPort = 0,
            AzuritePort = 0,
            Settings = new Dictionary<string, string>
            {
                ["Kusto:Endpoint"] = _kusto.Endpoint.AbsoluteUri,
                ["DeadLetters:ConnectionString"] = $"{Account};TableEndpoint={new Uri(_tables.Endpoint, "devstoreaccount1")}",
                ["Ingestion:RetryDelay"] = "00:00:00.02",
                ["Ingestion:MaxRetryDelay"] = "00:00:00.2",
                ["Ingestion:RequestTimeout"] = "00:00:05",
                ["Ingestion:BreakerDuration"] = "00:00:00.5",
                ["Ingestion:BreakerWindow"] = "00:00:01",
                ["Ingestion:BreakerThreshold"] = "5",
            },
            LoggerFactory = NullLoggerFactory.Instance,
        }));
        _kusto.Target = _stack.Host.KustoEndpoint;
        _tables.Target = new Uri(TableEndpoint().Match(_stack.Host.StorageConnectionString).Groups[1].Value);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _stack.DisposeAsync();
        await _kusto.DisposeAsync();
        await _tables.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [TearDown]
    public void Repair()
    {
        _kusto.Fail = (_, _) => null;
        _tables.Fail = (_, _) => null;
    }

    [TestCase(HttpStatusCode.TooManyRequests, "TooManyRequests")]
    [TestCase(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable")]
    [TestCase(HttpStatusCode.InternalServerError, "InternalServiceError")]
    public async Task Transient_error_responses_lose_no_event(HttpStatusCode status, string code) =>
        await StoredAfterAsync(http => FailingProxy.RespondAsKustoAsync(http, status, code, isPermanent: false));

    [Test]
    public async Task A_connection_closed_during_a_request_loses_no_event() =>
        await StoredAfterAsync(http =>
        {
            http.Abort();
            return Task.CompletedTask;
        });

    [Test]
    public async Task A_request_that_hangs_loses_no_event() =>
        await StoredAfterAsync(http => Task.Delay(Timeout.Infinite, http.RequestAborted));

    [Test]
    public async Task A_response_lost_after_the_rows_were_stored_duplicates_no_visible_event()
    {
        var run = NewRun();
        var lost = 0;
        _kusto.Fail = Ingest(
            (http, body) => body.Contains(run) && Interlocked.Increment(ref lost) == 1 ? _kusto.PassAndAbortAsync(http, body) : null);

        await _stack.SendAsync(Enumerable.Range(0, 50).Select(i => Event(run, i)));
        await _stack.IngestedAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(await _stack.CountAsync($"FlightEvents | where EventId startswith '{run}' | count"), Is.GreaterThan(50));
            Assert.That(await _stack.CountAsync($"FlightEventsDistinct() | where EventId startswith '{run}' | count"), Is.EqualTo(50));
            Assert.That(await _stack.CountAsync($"Flights | where EventId startswith '{run}' | count"), Is.EqualTo(50));
        });
    }

    [Test]
    public async Task A_rejected_row_affects_no_other_row()
    {
        var run = NewRun();
        _kusto.Fail = Ingest((http, body) => body.Contains($"\"{run}-13\"")
            ? FailingProxy.RespondAsKustoAsync(http, HttpStatusCode.BadRequest, "BadRequest_StreamDecodingError", isPermanent: true)
            : null);

        await _stack.SendAsync(Enumerable.Range(0, 50).Select(i => Event(run, i)));
        await _stack.IngestedAsync();

        var deadLetters = await DeadLettersAsync(run);
        Assert.Multiple(async () =>
        {
            Assert.That(
                from deadLetter in deadLetters
                select (deadLetter.GetProperty("reasons")[0].GetString(), deadLetter.GetProperty("stage").GetString()),
                Is.EqualTo([("Refused", "Stored")]));
            Assert.That(await _stack.CountAsync($"FlightEvents | where EventId startswith '{run}' | count"), Is.EqualTo(49));
        });
    }

    [Test]
    public async Task While_Kusto_rejects_all_requests_no_event_is_dead_lettered_and_lag_is_reported()
    {
        var run = NewRun();
        var before = (await _stack.DeadLettersAsync()).Count;
        _kusto.Fail = Ingest(
            (http, _) => FailingProxy.RespondAsKustoAsync(
                http, HttpStatusCode.ServiceUnavailable, "ServiceUnavailable", isPermanent: false));

        await _stack.SendAsync(Enumerable.Range(0, 1000).Select(i => Event(run, i)));
        await Eventually.IsTrueAsync(async () => await AboveAsync("flightevents_breaker_state", "0") > 0, "The breaker opens");
        await Eventually.IsTrueAsync(async () => await MetricAsync("eventhubs_consumer_lag_seconds") > 2, "Lag of more than two seconds");
        var waiting = await MetricAsync("eventhubs_waiting_events");
        _kusto.Fail = (_, _) => null;
        await _stack.IngestedAsync();
        await Eventually.IsTrueAsync(
            async () => await AboveAsync("flightevents_consumer_lag_milliseconds", "2000") > 0,
            "The lag of the waiting batch is exported");

        Assert.Multiple(async () =>
        {
            Assert.That(waiting, Is.EqualTo(1000));
            Assert.That(await _stack.DeadLettersAsync(), Has.Count.EqualTo(before));
            Assert.That(await _stack.CountAsync($"FlightEvents | where EventId startswith '{run}' | count"), Is.EqualTo(1000));
            Assert.That(await MetricAsync("eventhubs_waiting_events"), Is.Zero);
            Assert.That(await MetricAsync("eventhubs_consumer_lag_seconds"), Is.Zero);
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task While_the_dead_letter_table_is_unavailable_a_partition_waits_and_stores_each_valid_event_once(
        bool responses)
    {
        var run = NewRun();
        var failed = _tables.Failed;
        _tables.Fail = (http, _) =>
        {
            http.Response.StatusCode = 503;
            if (!responses)
                http.Abort();
            return Task.CompletedTask;
        };

        await _stack.SendAsync(Enumerable.Range(0, 100).Select(i => i == 50 ? Event(run, i).Replace("SCL", "S0L") : Event(run, i)));
        await Eventually.IsTrueAsync(async () => await MetricAsync("eventhubs_consumer_lag_seconds") > 1.5, "The partition waits");
        _tables.Fail = (_, _) => null;
        await _stack.IngestedAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(_tables.Failed, Is.GreaterThan(failed));
            Assert.That(await DeadLettersAsync(run), Has.Count.EqualTo(1));
            Assert.That(await _stack.CountAsync($"FlightEvents | where EventId startswith '{run}' | count"), Is.EqualTo(99));
        });
    }

    [Test]
    public async Task One_invalid_event_among_ten_thousand_causes_one_dead_letter_that_can_be_replayed()
    {
        var run = NewRun();
        foreach (var chunk in Enumerable.Range(0, 10_000)
            .Select(i => i == 4711 ? Event(run, i).Replace("SCL", "S0L") : Event(run, i))
            .Chunk(2500))
            await _stack.SendAsync(chunk);
        await _stack.IngestedAsync();
        var deadLetter = (await DeadLettersAsync(run)).Single();
        Assert.That(await _stack.CountAsync($"FlightEvents | where EventId startswith '{run}' | count"), Is.EqualTo(9_999));

        var (status, _) = await _stack.PostAsync($"dead-letters/{deadLetter.GetProperty("id").GetString()}/replay", Event(run, 4711));
        await _stack.IngestedAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(status, Is.EqualTo(202));
            Assert.That(deadLetter.GetProperty("faults")[0].GetProperty("field").GetString(), Is.EqualTo("origin"));
            Assert.That(await _stack.CountAsync($"FlightEvents | where EventId startswith '{run}' | count"), Is.EqualTo(10_000));
            Assert.That(await _stack.CountAsync($"Flights | where EventId startswith '{run}' | count"), Is.EqualTo(10_000));
        });
    }

    private async Task StoredAfterAsync(Func<HttpContext, Task> fault)
    {
        var run = NewRun();
        var faults = 0;
        _kusto.Fail = Ingest((http, _) => Interlocked.Increment(ref faults) <= 2 ? fault(http) : null);

        await _stack.SendAsync(Enumerable.Range(0, 100).Select(i => Event(run, i)));
        await _stack.IngestedAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(faults, Is.GreaterThan(2));
            Assert.That(await _stack.CountAsync($"FlightEvents | where EventId startswith '{run}' | count"), Is.EqualTo(100));
            Assert.That(await DeadLettersAsync(run), Is.Empty);
        });
    }

    /// <summary>Requests the dead letters from the API, and returns those whose body contains <paramref name="run"/>.</summary>
    private async Task<IReadOnlyList<JsonElement>> DeadLettersAsync(string run)
    {
        var (_, page) = await _stack.GetAsync("dead-letters?limit=100");
        var deadLetters = new List<JsonElement>();
        foreach (var id in page.GetProperty("value").EnumerateArray().Select(deadLetter => deadLetter.GetProperty("id").GetString()))
        {
            var (_, deadLetter) = await _stack.GetAsync($"dead-letters/{id}");
            if (deadLetter.GetProperty("body").GetString()!.Contains(run))
                deadLetters.Add(deadLetter);
        }

        return deadLetters;
    }

    /// <summary>Returns the sum of a metric over all labels.</summary>
    private async Task<double> MetricAsync(string name)
    {
        var text = await _stack.GetTextAsync(new Uri(_stack.Host.FunctionsEndpoint, "metrics"));
        return Sum(text, name, "");
    }

    /// <summary>Returns the number of values in a histogram that are greater than a bucket bound.</summary>
    private async Task<double> AboveAsync(string histogram, string boundary)
    {
        var text = await _stack.GetTextAsync(new Uri(_stack.Host.FunctionsEndpoint, "metrics"));
        return Sum(text, $"{histogram}_count", "") - Sum(text, $"{histogram}_bucket", $"le=\"{boundary}\"");
    }

    private static double Sum(string text, string name, string label) => Sample().Matches(text)
        .Where(sample => sample.Groups["name"].Value == name && sample.Groups["labels"].Value.Contains(label))
        .Sum(sample => double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture));

    /// <summary>Creates a failure that affects only ingestion requests.</summary>
    private static FailingProxy.Failure Ingest(FailingProxy.Failure failure) =>
        (http, body) => http.Request.Path.StartsWithSegments("/v1/rest/ingest") ? failure(http, body) : null;

    private static string NewRun() => $"run{Guid.NewGuid():N}";

    private static string Event(string run, int number) => Events.Flight($"{run}-{number}", "SCL", "LIM");

    [GeneratedRegex("TableEndpoint=(http://[^/]+)")]
    private static partial Regex TableEndpoint();

    [GeneratedRegex(@"^(?<name>\w+)(?<labels>\{[^}]*\})? (?<value>\S+)$", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
