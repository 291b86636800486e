using System.Net;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests;

/// <summary>Tests that rows do not wait indefinitely for a management command that changes the database.</summary>
[TestFixture]
public sealed class IngestionWaitTests
{
    private KustoTestServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await KustoTestServer.StartAsync(
            configure: options => options with { MaxIngestionWait = TimeSpan.FromMilliseconds(200) });
        await _server.SetUpAsync(".create table T (x:long)", ".alter database db policy streamingingestion enable");
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Rows_that_wait_too_long_for_a_command_are_rejected_and_can_be_sent_again()
    {
        await using (var change = new ChangeInProgress(_server))
        {
            await change.Started;

            var rejected = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _server.IngestAsync("T", "{\"x\":1}")));
            var inline = await _server.ManageAsync(".ingest inline into table T <| 1");

            Assert.Multiple(() =>
            {
                Assert.That(rejected.Select(response => response.Status), Is.All.EqualTo(HttpStatusCode.ServiceUnavailable));
                Assert.That(rejected[0].Text, Does.Contain("The database has been busy for more than"));
                Assert.That((bool)rejected[0].Error["@permanent"]!, Is.False);
                Assert.That(inline.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            });
        }

        Assert.That((await _server.IngestAsync("T", "{\"x\":2}")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await _server.RowsAsync("T"), Is.EqualTo(["[2]"]));
    }

    [Test]
    public async Task A_failing_query_does_not_wait_for_a_command()
    {
        await using var change = new ChangeInProgress(_server);
        await change.Started;

        // The engine calls HasChangedSince when DuckDB reports an unknown table.
        var catalog = _server.Database.Catalog;
        var changed = Task.Run(() => _server.Database.HasChangedSince(catalog));

        Assert.That(await changed.WaitAsync(TimeSpan.FromMinutes(1)), Is.False);
        Assert.That(await _server.RowsAsync("T | count"), Is.EqualTo(["[0]"]));
    }

    /// <summary>A change to the database that lasts until this object is disposed of.</summary>
    private sealed class ChangeInProgress : IAsyncDisposable
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _end = new();
        private readonly Task _change;

        public ChangeInProgress(KustoTestServer server) => _change = Task.Factory.StartNew(
            () => server.Database.Alter(_ =>
            {
                _started.SetResult();
                _end.Wait();
                return true;
            }),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        public Task Started => _started.Task;

        public async ValueTask DisposeAsync()
        {
            _end.Set();
            await _change;
            _end.Dispose();
        }
    }
}
