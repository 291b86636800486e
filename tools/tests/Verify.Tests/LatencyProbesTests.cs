using System.Net;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using LocalStack.Kusto;

namespace Verify.Tests;

public class LatencyProbesTests
{
    private const string Endpoints =
        """
        {
          "api": "http://127.0.0.1:7071/api/", "kusto": "http://127.0.0.1:8080/", "eventHubs": "http://127.0.0.1:5300/",
          "eventHubsConnectionString": "Endpoint=sb://127.0.0.1;SharedAccessKeyName=n;SharedAccessKey=k"
        """;

    [TestCase(", \"kustoToken\": \"t\"}", "Bearer t")]
    [TestCase(", \"kustoToken\": null}", null)]
    [TestCase("}", null)]
    public async Task Kusto_is_queried_with_the_token_of_the_local_stack(string token, string? expected)
    {
        var system = new ScriptedSystem(_ => HttpStatusCode.OK);

        await ProbeAsync(system, JsonDocument.Parse(Endpoints + token).RootElement);

        Assert.That(system.Authorization, Is.EqualTo(expected));
    }

    [TestCase(HttpStatusCode.Unauthorized)]
    [TestCase(HttpStatusCode.Forbidden)]
    [TestCase(HttpStatusCode.BadRequest)]
    public void A_rejected_query_ends_the_run_with_the_reason(HttpStatusCode status)
    {
        var system = new ScriptedSystem(_ => status);

        Assert.That(
            () => ProbeAsync(system, JsonDocument.Parse(Endpoints + "}").RootElement),
            Throws.TypeOf<KustoRestException>().With.Message.EqualTo("the reason"));
    }

    [Test]
    public async Task A_query_is_repeated_while_Kusto_is_unavailable()
    {
        var system = new ScriptedSystem(query => query switch
        {
            0 => throw new HttpRequestException("refused"),
            1 => HttpStatusCode.ServiceUnavailable,
            2 => HttpStatusCode.TooManyRequests,
            _ => HttpStatusCode.OK,
        });

        await ProbeAsync(system, JsonDocument.Parse(Endpoints + "}").RootElement);

        Assert.That(system.Queries, Is.EqualTo(4));
    }

    /// <summary>Runs a single probe.</summary>
    private static async Task ProbeAsync(ScriptedSystem system, JsonElement endpoints)
    {
        await using var target = new Target(Addresses.FromStack(endpoints), system, _ => new AcceptingProducer());
        using var stopping = new CancellationTokenSource();
        system.Found += stopping.Cancel;
        var plan = RunPlan.Create(flights: 4, partitions: 4, badEvery: 0, DateTimeOffset.UnixEpoch.AddYears(50));
        await new LatencyProbes(target, plan, TimeSpan.Zero).RunAsync(stopping.Token, default);
    }

    /// <summary>Acknowledges all events without a hub.</summary>
    private sealed class AcceptingProducer : EventHubProducerClient
    {
        public override Task SendAsync(
            IEnumerable<EventData> eventBatch, SendEventOptions options, CancellationToken cancellationToken = default) =>
            Task.CompletedTask;

        public override Task CloseAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }

    /// <summary>
    /// Kusto with a script that returns the status of the response to each query. A successful response contains one row, and an error
    /// response contains a reason.
    /// </summary>
    private sealed class ScriptedSystem(Func<int, HttpStatusCode> script) : HttpMessageHandler
    {
        public event Action? Found;

        public int Queries { get; private set; }

        public string? Authorization { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Authorization = request.Headers.Authorization?.ToString();
            var status = script(Queries++);
            if (status == HttpStatusCode.OK)
                Found?.Invoke();
            return Task.FromResult(new HttpResponseMessage(status)
            {
                Content = new StringContent(status == HttpStatusCode.OK
                    ? """{"Tables":[{"Columns":[{"ColumnName":"Count"}],"Rows":[[1]]}]}"""
                    : "the reason"),
            });
        }
    }
}
