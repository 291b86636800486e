using System.Text;
using Kusto.Data;
using Kusto.Data.Common;
using Kusto.Data.Exceptions;
using Kusto.Data.Net.Client;

namespace Standins.Tests;

public class KustoIngestTests
{
    private const string Rows = """{"a":1}""" + "\n" + """{"a":2}""" + "\n";

    [TestCase(true, "gzip")]
    [TestCase(false, null)]
    public async Task Rows_are_sent_to_the_table_with_the_mapping(bool compress, string? encoding)
    {
        await using var server = await ScriptedServer.StartAsync(200, KustoResponses.OneRow);

        using var reader = await Client(server).ExecuteStreamIngestAsync(
            "flights", "Flight Events", Stream(), new StreamProperties { Compress = compress }, null,
            DataSourceFormat.multijson, "FlightEventsJson");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(server.Request.Target,
                Is.EqualTo("/v1/rest/ingest/flights/Flight%20Events?streamFormat=multijson&mappingName=FlightEventsJson"));
            Assert.That(server.Request.Headers.GetValueOrDefault("Content-Encoding"), Is.EqualTo(encoding));
            Assert.That(server.Request.Headers["x-ms-client-request-id"], Does.StartWith("KD2StreamIngest;"));
            Assert.That(server.Request.Text, Is.EqualTo(Rows));
        }
    }

    [Test]
    public async Task Compressed_rows_are_sent_unchanged()
    {
        await using var server = await ScriptedServer.StartAsync(200, KustoResponses.OneRow);
        using var compressed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(compressed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(Rows));
        compressed.Position = 0;

        using var reader = await Client(server).ExecuteStreamIngestAsync(
            "flights", "T", compressed, new StreamProperties { CompressionType = DataSourceCompressionType.GZip, LeaveOpen = true }, null,
            DataSourceFormat.json);

        Assert.That(server.Request.Headers["Content-Encoding"], Is.EqualTo("gzip"));
        Assert.That(server.Request.Headers["Content-Length"], Is.EqualTo($"{compressed.Length}"));
        Assert.That(server.Request.Text, Is.EqualTo(Rows));
    }

    [Test]
    public async Task The_stream_is_closed_unless_the_option_leaves_it_open([Values] bool leaveOpen)
    {
        await using var server = await ScriptedServer.StartAsync(200, KustoResponses.OneRow);
        var stream = Stream();

        using var reader = await Client(server).ExecuteStreamIngestAsync(
            "flights", "T", stream, new StreamProperties { LeaveOpen = leaveOpen }, null, DataSourceFormat.json);

        Assert.That(stream.CanRead, Is.EqualTo(leaveOpen));
    }

    [Test]
    public async Task A_canceled_ingestion_stops()
    {
        var arrived = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            arrived.SetResult();
            await context.Response.StartAsync(context.RequestAborted);
            await ScriptedServer.UntilAbortedAsync(context);
        });
        using var cancellation = new CancellationTokenSource();

        var ingestion = Client(server).ExecuteStreamIngestAsync(
            "flights", "T", Stream(), new StreamProperties(), null, DataSourceFormat.json, cancellationToken: cancellation.Token);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await cancellation.CancelAsync();

        Assert.That(async () => await ingestion.WaitAsync(TimeSpan.FromSeconds(30)),
            Throws.TypeOf<KustoClientRequestCanceledByUserException>());
    }

    [TestCase("", "T")]
    [TestCase("flights", " ")]
    public void Database_and_table_are_required(string database, string table)
    {
        using var client = KustoClientFactory.CreateCslStreamIngestClient(new KustoConnectionStringBuilder("http://127.0.0.1:1", "db"));

        Assert.That(
            async () => await client.ExecuteStreamIngestAsync(database, table, Stream(), new StreamProperties(), null),
            Throws.ArgumentException);
    }

    private static MemoryStream Stream() => new(Encoding.UTF8.GetBytes(Rows));

    private static IStreamingIngestProvider Client(ScriptedServer server) =>
        KustoClientFactory.CreateCslStreamIngestClient(new KustoConnectionStringBuilder(server.Endpoint.AbsoluteUri, "db"));
}
