using System.Data;
using System.Data.SqlTypes;
using LatamFunctions.Kusto;

namespace LatamFunctions.Tests.Kusto;

/// <summary>Tests concurrent queries that each read a single key.</summary>
internal sealed class QueryBatchesTests
{
    private static readonly KeyedQuery Several = new("Several(ids)", "ids", "Id");

    private readonly AsyncLocal<string> _request = new();

    private List<Execution> _executions = null!;

    private QueryBatches _batches = null!;

    [SetUp]
    public void Create()
    {
        _executions = [];
        _batches = new QueryBatches((query, cancellationToken) =>
        {
            var execution = new Execution(query, cancellationToken, _request.Value);
            _executions.Add(execution);
            return execution.Rows.Task;
        });
    }

    [Test]
    public async Task Queries_are_executed_alone_and_immediately_while_few_are_in_progress()
    {
        var first = _batches.ExecuteAsync(One("a"), default);
        var second = _batches.ExecuteAsync(One("b"), default);

        Assert.That(_executions.Select(execution => execution.Query.Text), Is.EqualTo(new[] { "One(a)", "One(b)" }));
        _executions[1].Return("b");
        _executions[0].Return("a");
        Assert.That(new[] { IdOf(await first), IdOf(await second) }, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task Queries_that_wait_are_executed_as_one_query()
    {
        var inProgress = Occupy();
        var waiting = new[] { "c", "d", "c", "missing" }.Select(key => _batches.ExecuteAsync(One(key), default)).ToList();
        Assert.That(_executions, Has.Count.EqualTo(QueryBatches.MaxConcurrent), "the others wait");

        _executions[0].Return("a");
        await inProgress[0];

        var combined = _executions[QueryBatches.MaxConcurrent].Query;
        Assert.That(combined.Text, Is.EqualTo(Several.Text));
        Assert.That(combined.Parameters["ids"], Is.EqualTo(new[] { "c", "d", "missing" }));
        _executions[QueryBatches.MaxConcurrent].Return("d", "c");
        var rows = await Task.WhenAll(waiting);
        Assert.That(rows.Select(IdOf), Is.EqualTo(new[] { "c", "d", "c", null }));
        Assert.That(rows[0].Reader.GetFieldType(1), Is.EqualTo(typeof(int)));
        Assert.That(rows[0].Reader.GetInt32(1), Is.EqualTo(1));
        Assert.That(rows[0].Reader.Read(), Is.False);
    }

    [Test]
    public async Task A_combined_query_returns_values_and_types_unchanged()
    {
        var time = new DateTime(2024, 5, 1, 9, 45, 0, DateTimeKind.Utc).AddTicks(1);
        (string Name, Type Type, object Value)[] columns =
        [
            ("Id", typeof(string), "c"), ("Time", typeof(DateTime), time), ("Flag", typeof(sbyte), (sbyte)1),
            ("Number", typeof(SqlDecimal), SqlDecimal.Parse("12.50")), ("Json", typeof(object), "[1]"),
            ("Absent", typeof(long), DBNull.Value), ("Span", typeof(TimeSpan), TimeSpan.FromTicks(3)), ("Real", typeof(double), double.NaN),
        ];
        var inProgress = Occupy();
        var waiting = new[] { "c", "d" }.Select(key => _batches.ExecuteAsync(One(key), default)).ToList();
        _executions[0].Return("a");
        await inProgress[0];
        using var table = new DataTable();
        foreach (var column in columns)
            table.Columns.Add(column.Name, column.Type);
        table.Columns["Time"]!.DateTimeMode = DataSetDateTime.Utc;
        table.Rows.Add([.. columns.Select(column => column.Value)]);
        var reader = table.CreateDataReader();
        _executions[2].Rows.SetResult(new KustoRows(reader, reader.Read()));

        var row = (await waiting[0]).Reader;

        Assert.That(Enumerable.Range(0, row.FieldCount).Select(i => (row.GetName(i), row.GetFieldType(i), row.GetValue(i))),
            Is.EqualTo(columns));
        Assert.That(row.GetDateTime(1).Kind, Is.EqualTo(DateTimeKind.Utc));
    }

    [Test]
    public async Task A_query_that_waits_alone_is_executed_unchanged()
    {
        var inProgress = Occupy();
        using var cancellation = new CancellationTokenSource();
        var waiting = _batches.ExecuteAsync(One("c"), cancellation.Token);

        _executions[1].Return("b");
        await inProgress[1];

        Assert.That(_executions[2].Query.Text, Is.EqualTo("One(c)"));
        Assert.That(_executions[2].CancellationToken, Is.EqualTo(cancellation.Token));
        _executions[2].Return("c");
        Assert.That(IdOf(await waiting), Is.EqualTo("c"));
    }

    [Test]
    public async Task A_failed_combined_query_fails_each_of_its_queries_and_the_next_query_is_executed()
    {
        var inProgress = Occupy();
        var waiting = new[] { "c", "d" }.Select(key => _batches.ExecuteAsync(One(key), default)).ToList();
        _executions[0].Return("a");
        await inProgress[0];

        _executions[2].Rows.SetException(new InvalidOperationException("down"));

        foreach (var query in waiting)
            Assert.That(async () => await query, Throws.InvalidOperationException.With.Message.EqualTo("down"));
        _ = _batches.ExecuteAsync(One("e"), default);
        Assert.That(_executions[3].Query.Text, Is.EqualTo("One(e)"));
    }

    [Test]
    public async Task When_a_single_query_fails_the_waiting_queries_are_executed()
    {
        var inProgress = Occupy();
        var waiting = _batches.ExecuteAsync(One("c"), default);

        _executions[0].Rows.SetException(new InvalidOperationException("down"));

        Assert.That(async () => await inProgress[0], Throws.InvalidOperationException);
        _executions[2].Return("c");
        Assert.That(IdOf(await waiting), Is.EqualTo("c"));
    }

    [Test]
    public async Task A_canceled_query_is_not_executed()
    {
        var inProgress = Occupy();
        using var cancellation = new CancellationTokenSource();
        var canceled = _batches.ExecuteAsync(One("c"), cancellation.Token);
        var other = _batches.ExecuteAsync(One("d"), default);

        await cancellation.CancelAsync();
        _executions[0].Return("a");
        await inProgress[0];

        Assert.That(async () => await canceled, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_executions[2].Query.Text, Is.EqualTo("One(d)"));
        _executions[2].Return("d");
        Assert.That(IdOf(await other), Is.EqualTo("d"));
    }

    [Test]
    public async Task A_canceled_query_does_not_cancel_the_other_queries_of_its_combined_query()
    {
        var inProgress = Occupy();
        using var cancellation = new CancellationTokenSource();
        var canceled = _batches.ExecuteAsync(One("c"), cancellation.Token);
        var other = _batches.ExecuteAsync(One("d"), default);
        _executions[0].Return("a");
        await inProgress[0];

        await cancellation.CancelAsync();

        Assert.That(async () => await canceled, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_executions[2].CancellationToken.IsCancellationRequested, Is.False);
        _executions[2].Return("c", "d");
        Assert.That(IdOf(await other), Is.EqualTo("d"));
    }

    [Test]
    public async Task The_number_of_keys_in_a_query_is_limited()
    {
        var inProgress = Occupy();
        var waiting = Enumerable.Range(0, QueryBatches.MaxKeys + 5).Select(i => _batches.ExecuteAsync(One($"{i}"), default)).ToList();

        _executions[0].Return("a");
        await inProgress[0];
        _executions[1].Return("b");
        await inProgress[1];

        Assert.That(_executions.Skip(2).Select(execution => ((IReadOnlyList<string>)execution.Query.Parameters["ids"]!).Count),
            Is.EqualTo(new[] { QueryBatches.MaxKeys, 5 }));
        _executions[2].Return();
        _executions[3].Return("104");
        Assert.That(IdOf(await waiting[104]), Is.EqualTo("104"));
    }

    [Test]
    public async Task A_combined_query_is_executed_in_the_context_of_the_request_that_has_waited_longest()
    {
        var inProgress = Occupy();
        foreach (var key in new[] { "c", "d" })
        {
            _request.Value = $"request for {key}";
            _ = _batches.ExecuteAsync(One(key), default);
        }

        _request.Value = "another request";
        _executions[0].Return("a");
        await inProgress[0];

        Assert.That(_executions[2].Request, Is.EqualTo("request for c"));
    }

    /// <summary>Starts as many queries as can be in progress, for the keys a, b and so on.</summary>
    private List<Task<KustoRows>> Occupy() =>
        [.. Enumerable.Range(0, QueryBatches.MaxConcurrent).Select(i => _batches.ExecuteAsync(One($"{(char)('a' + i)}"), default))];

    private static KustoQuery One(string key) => new("Test", $"One({key})") { Batch = (key, Several) };

    private static string? IdOf(KustoRows rows) => rows.HasRow ? rows.Reader.GetString(0) : null;

    private sealed record Execution(KustoQuery Query, CancellationToken CancellationToken, string? Request)
    {
        public TaskCompletionSource<KustoRows> Rows { get; } = new();

        /// <summary>Completes the query with one row per id. A row contains the id and its position.</summary>
        public void Return(params IEnumerable<string> ids)
        {
            var table = new DataTable { Columns = { { "Id", typeof(string) }, { "Position", typeof(int) } } };
            foreach (var (position, id) in ids.Index())
                table.Rows.Add(id, position);
            var reader = table.CreateDataReader();
            Rows.SetResult(new KustoRows(reader, reader.Read()));
        }
    }
}
