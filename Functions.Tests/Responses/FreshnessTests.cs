using System.Data;
using Kusto.Data.Common;
using LatamFunctions.Kusto;
using LatamFunctions.Responses;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Options;
using Moq;

namespace LatamFunctions.Tests.Responses;

public class FreshnessTests
{
    private readonly FixedTime _time = new(SampleEvents.Now);
    private readonly List<TaskCompletionSource<IDataReader>> _queries = [];
    private Freshness _freshness = null!;

    [SetUp]
    public void SetUp()
    {
        _queries.Clear();
        var kusto = new Mock<ICslQueryProvider>(MockBehavior.Strict);
        kusto.Setup(client => client.ExecuteQueryAsync(
                It.IsAny<string>(), It.IsAny<string>(), It.IsAny<ClientRequestProperties>(), It.IsAny<CancellationToken>()))
            .Returns(() =>
            {
                _queries.Add(new TaskCompletionSource<IDataReader>());
                return _queries[^1].Task;
            });
        var settings = Options.Create(new KustoOptions { Endpoint = new Uri("http://127.0.0.1:8080") });
        _freshness = new Freshness(new KustoClient(kusto.Object, settings, _time), _time);
    }

    [Test]
    public async Task Simultaneous_requests_share_one_query_and_its_failure()
    {
        var waiting = Enumerable.Range(0, 10).Select(_ => _freshness.NewestEventAsync(default)).ToList();
        _queries.Single().SetException(new TimeoutException("no response"));
        var failures = await Task.WhenAll(waiting.Select(OutcomeOf));

        var soon = await OutcomeOf(_freshness.NewestEventAsync(default));
        _time.Advance(TimeSpan.FromSeconds(1));
        var later = _freshness.NewestEventAsync(default);

        Assert.Multiple(() =>
        {
            Assert.That(failures, Is.All.InstanceOf<TimeoutException>());
            Assert.That(soon, Is.InstanceOf<TimeoutException>());
            Assert.That((_queries.Count, later.IsCompleted), Is.EqualTo((2, false)));
        });
    }

    [Test]
    public async Task A_canceled_request_does_not_cancel_the_shared_query()
    {
        using var canceled = new CancellationTokenSource();
        var (first, second) = (_freshness.NewestEventAsync(canceled.Token), _freshness.NewestEventAsync(default));

        await canceled.CancelAsync();
        var outcome = await OutcomeOf(first);
        _queries.Single().SetResult(NewestEvent());

        Assert.That(outcome, Is.InstanceOf<OperationCanceledException>());
        Assert.That(await second, Is.EqualTo(SampleEvents.Now));
    }

    private static async Task<Exception?> OutcomeOf(Task task)
    {
        try
        {
            await task;
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static DataTableReader NewestEvent()
    {
        var table = new DataTable { Columns = { { "NewestEvent", typeof(DateTime) } } };
        table.Rows.Add(SampleEvents.Now.UtcDateTime);
        return table.CreateDataReader();
    }
}
