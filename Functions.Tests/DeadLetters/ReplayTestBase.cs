using System.Data;
using System.Text.Json;
using LatamFunctions.DeadLetters;
using LatamFunctions.Events;
using LatamFunctions.Publishing;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.DeadLetters;

/// <summary>The base class for tests of replays with a scripted event hub, a scripted database and an in-memory table.</summary>
public abstract class ReplayTestBase
{
    private protected RequestBodies Bodies { get; } = new(Options.Create(new RequestBodyOptions()), Options.Create(new MessageLimits()));

    private protected DeadLetterTable Table { get; set; } = null!;

    private protected MessageLimits Limits { get; set; } = null!;

    private protected QueryEndpoint Adx { get; set; } = null!;

    private protected FixedTime Time { get; set; } = null!;

    private protected HubEndpoint Hub { get; set; } = null!;

    /// <summary>The log entries that replays write.</summary>
    private protected CapturedLog<DeadLetterReplay> Log { get; private set; } = null!;

    [SetUp]
    public void SetUp()
    {
        Table = new DeadLetterTable();
        Limits = new MessageLimits();
        Adx = new QueryEndpoint();
        Time = new FixedTime(SampleEvents.Now);
        Hub = new HubEndpoint();
        Log = new CapturedLog<DeadLetterReplay>();
    }

    [OneTimeTearDown]
    public void DisposeBodies() => Bodies.Dispose();

    private protected static string QueryOf(string link) => link[link.IndexOf('?', StringComparison.Ordinal)..];

    private protected Task AddAsync(params DeadLetter[] deadLetters) => Table.Store.AddAsync(deadLetters, default);

    private protected void Arrive() => Adx.Respond = _ =>
    {
        var rows = new DataTable();
        rows.Columns.Add("EventId", typeof(string));
        rows.Columns.Add("Source", typeof(string));
        foreach (var id in JsonSerializer.Deserialize<string>(Adx.Properties!.Parameters["eventIds"])!.Split('\n'))
            rows.Rows.Add(id, "");
        return Task.FromResult<IDataReader>(rows.CreateDataReader());
    };

    private protected DeadLetterReplay Replay() => new(
        Table.Catalog,
        Table.Store,
        Bodies,
        Table.Completion(Adx),
        Hub.Publisher,
        Options.Create(Limits),
        Time,
        Log);

    /// <returns>The response, and the events that the replay published; <c>null</c> if the replay published no events.</returns>
    private protected async Task<(HttpExchange Exchange, string[]? Events)> ReplayAsync(
        string id, string? corrected = null, string query = "")
    {
        var exchange = new HttpExchange(
            $"/api/dead-letters/{id}/replay", query, body: SampleEvents.Bytes(corrected ?? ""), contentType: "application/json");
        return await PublishedByAsync(
            async () => await exchange.RespondAsync(await new ReplayDeadLetter(Bodies, Replay()).Run(exchange.Request, id, default)));
    }

    private protected async Task<(HttpExchange Exchange, string[]? Events)> ReplayAllAsync(string query)
    {
        var exchange = new HttpExchange("/api/dead-letters/replay", query);
        return await PublishedByAsync(
            async () => await exchange.RespondAsync(
                await new ReplayDeadLetters(Table.List(Adx), Replay(), NoGateway.Address).Run(exchange.Request, default)));
    }

    private protected async Task<(HttpExchange Exchange, string[]? Events)> PublishedByAsync(Func<Task<HttpExchange>> replay)
    {
        var hub = Hub;
        var before = hub.Events.Count();
        var exchange = await replay();
        string[] published = [.. hub.Bodies.Skip(before)];
        return (exchange, published.Length > 0 ? published : null);
    }
}
