using LocalKusto.DuckDb;

namespace LocalKusto.Tests.DuckDb;

[TestFixture]
public sealed class WorkerThreadsTests
{
    private const int Threads = 3;

    private DuckDbDatabase _database = null!;
    private WorkerThreads _workers = null!;
    private ManualTime _time = null!;

    [SetUp]
    public void Open()
    {
        _database = DuckDbDatabase.Open(DuckDbDatabase.InMemory, new Dictionary<string, string>
        {
            ["threads"] = $"{Threads}",
            ["external_threads"] = $"{Threads}",
        });
        _time = new ManualTime();
        _workers = new WorkerThreads(_database, Threads, _time);
    }

    [TearDown]
    public void Close()
    {
        _workers.Dispose();
        _database.Dispose();
    }

    [TestCase(0, 0)]
    [TestCase(1, 2)]
    [TestCase(2, 1)]
    [TestCase(3, 0)]
    [TestCase(64, 0)]
    public void Idle_cores_determine_the_number_of_worker_threads(int statements, int helping)
    {
        var running = Enumerable.Range(0, statements).Select(_ => _workers.Begin()).ToList();
        _time.Pass(WorkerThreads.TimeAlone);

        Assert.That(_workers.Helping, Is.EqualTo(helping));

        running.ForEach(statement => statement.Dispose());
        Assert.That(_workers.Helping, Is.Zero);
    }

    [Test]
    public void A_statement_runs_on_a_single_thread_at_first()
    {
        using var statement = _workers.Begin();
        _time.Pass(WorkerThreads.TimeAlone - TimeSpan.FromMilliseconds(1));
        Assert.That(_workers.Helping, Is.Zero);

        using (_workers.Begin())
            _time.Pass(TimeSpan.FromMilliseconds(1));

        Assert.That(_workers.Helping, Is.EqualTo(Threads - 1), "A concurrent statement that has just started must not stop the help.");
    }

    [Test]
    public void A_query_completes_on_its_own_thread()
    {
        using var statement = _workers.Begin();

        Assert.That(Execute("SELECT count(*) FROM (SELECT range % 1000 AS k, sum(range) FROM range(3000000) GROUP BY ALL)"),
            Is.EqualTo(1000));
    }

    [Test]
    public void Queries_run_while_worker_threads_join_and_leave()
    {
        var sums = Enumerable.Range(0, 40).AsParallel().WithDegreeOfParallelism(4).Select(i =>
        {
            using var statement = _workers.Begin();
            _time.Pass(TimeSpan.FromMilliseconds(i % 3 * 10));
            return Execute("SELECT sum(range) FROM range(200000)");
        }).ToList();

        Assert.That(sums, Is.All.EqualTo(19_999_900_000));
    }

    private long Execute(string sql)
    {
        using var connection = _database.Connect();
        using var statement = connection.Prepare($"SELECT ({sql})::BIGINT");
        using var reader = statement.ExecuteReader();
        Assert.That(reader.Read());
        return reader.GetInt64(0);
    }

    /// <summary>A clock that the test advances.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref _ticks);

        public void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
    }
}
