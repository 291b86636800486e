using LocalKusto.DuckDb;

namespace LocalKusto.Tests.DuckDb;

[TestFixture]
public sealed class WorkerThreadsTests
{
    private const int Threads = 3;

    private DuckDbDatabase _database = null!;
    private WorkerThreads _workers = null!;

    [SetUp]
    public void Open()
    {
        _database = DuckDbDatabase.Open(DuckDbDatabase.InMemory, new Dictionary<string,
            string>
        { ["threads"] = $"{Threads}", ["external_threads"] = $"{Threads}" });
        _workers = new WorkerThreads(_database, Threads);
    }

    [TearDown]
    public void Close()
    {
        _workers.Dispose();
        _database.Dispose();
    }

    [TestCase(0, 2)]
    [TestCase(1, 2)]
    [TestCase(2, 1)]
    [TestCase(3, 0)]
    [TestCase(64, 0)]
    public async Task Threads_that_would_compete_with_queries_pause(int queries, int running)
    {
        await RunningBecomesAsync(Threads - 1, queries: 0);

        await RunningBecomesAsync(running, queries);
    }

    [Test]
    public async Task Paused_threads_go_on()
    {
        await RunningBecomesAsync(0, queries: Threads);

        await RunningBecomesAsync(Threads - 1, queries: 0);
    }

    [Test]
    public void A_query_needs_no_other_thread_than_its_own()
    {
        _workers.Report(Threads);

        Assert.That(Execute("SELECT count(*) FROM (SELECT range % 1000 AS k, sum(range) FROM range(3000000) GROUP BY ALL)"),
            Is.EqualTo(1000));
    }

    [Test]
    public void Queries_run_while_threads_pause_and_go_on()
    {
        var sums = Enumerable.Range(0, 40).AsParallel().WithDegreeOfParallelism(4).Select(i =>
        {
            _workers.Report(i % (Threads + 1));
            return Execute("SELECT sum(range) FROM range(200000)");
        }).ToList();

        Assert.That(sums, Is.All.EqualTo(19_999_900_000));
    }

    /// <summary>A thread that waits for tasks notices its pause when it is woken.</summary>
    private Task RunningBecomesAsync(int running, int queries) => Eventually.IsTrueAsync(
        () =>
        {
            _workers.Report(queries);
            return Task.FromResult(_workers.Running == running);
        },
        $"{running} running threads",
        TimeSpan.FromSeconds(60));

    private long Execute(string sql)
    {
        using var connection = _database.Connect();
        using var statement = connection.Prepare($"SELECT ({sql})::BIGINT");
        using var reader = statement.ExecuteReader();
        Assert.That(reader.Read());
        return reader.GetInt64(0);
    }
}
