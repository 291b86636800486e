using System.Globalization;
using LocalKusto.DuckDb;
using LocalKusto.Kql;
using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Schema;
using LocalKusto.Kql.Types;
using LocalKusto.Query;

namespace LocalKusto.Tests.Support;

/// <summary>An in-memory DuckDB database with two small tables, a view and functions, and methods to execute KQL.</summary>
internal sealed class SampleDatabase : IKqlCatalog, IDisposable
{
    public static readonly DateTime Now = new(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>The columns of the table <c>Types</c>, one for each type.</summary>
    public static readonly IReadOnlyList<Column> TypeColumns =
    [
        new("bo", KustoType.Bool), new("i", KustoType.Int), new("l", KustoType.Long), new("r", KustoType.Real),
        new("de", KustoType.Decimal), new("s", KustoType.String), new("t", KustoType.DateTime), new("ts", KustoType.TimeSpan),
        new("g", KustoType.Guid), new("dy", KustoType.Dynamic),
    ];

    private readonly DuckDbDatabase _database = DuckDbDatabase.Open(DuckDbDatabase.InMemory);
    private readonly DuckDbConnection _connection;

    public SampleDatabase()
    {
        _connection = _database.Connect();
        NativeRegistration.Register(_connection, KqlCompiler.NativeFunctions);
        _connection.Execute("CREATE TABLE t1 (a BIGINT, b VARCHAR, c DOUBLE, d BIGINT, e JSON)");
        _connection.Execute($$"""
            INSERT INTO t1 VALUES
                (1, 'x', 1.5, {{Ticks(1, 0)}}, '{"k": "one", "n": 7}'),
                (2, 'y', 2.5, {{Ticks(2, 6.5)}}, NULL),
                (3, 'x', NULL, {{Ticks(2, 18)}}, '[1, 2, 3]'),
                (NULL, '', -0.5, NULL, '"text"')
            """);
        _connection.Execute("CREATE TABLE t2 (a BIGINT, w VARCHAR)");
        _connection.Execute("INSERT INTO t2 VALUES (1, 'one'), (1, 'uno'), (3, 'three'), (9, 'nine'), (NULL, 'nothing')");
        _connection.Execute(
            $"CREATE TABLE types ({string.Join(", ", TypeColumns.Select(column => $"{column.Name} {column.Type.DuckDbName()}"))})");
        _connection.Execute($$"""
            INSERT INTO types VALUES
                (true, 2, 3, 0.5, '{{KustoDecimal.From(2L).Encode()}}', 'a', {{Ticks(1, 0)}}, 36000000000,
                    '74be27de-1e4e-49d9-b579-fe0b331d3642', '[1]'),
                (NULL, NULL, NULL, NULL, NULL, '', NULL, NULL, NULL, NULL)
            """);
    }

    public IEnumerable<string> TableNames => ["T", "U"];

    public IEnumerable<string> FunctionNames => [];

    public string DatabaseName => "flights";

    public TableSymbol? FindTable(string name) => name switch
    {
        "T" => new TableSymbol(
            "T",
            [new("a", KustoType.Long), new("b", KustoType.String), new("c", KustoType.Real), new("d", KustoType.DateTime),
                new("e", KustoType.Dynamic)],
            "t1",
            ["a", "b", "c", "d", "e"]),
        "Types" => new TableSymbol("Types", TypeColumns, "types", [.. TypeColumns.Select(column => column.Name)]),
        "U" => new TableSymbol("U", [new("a", KustoType.Long), new("w", KustoType.String)], "t2", ["a", "w"]),
        _ => null,
    };

    public MaterializedViewSymbol? FindMaterializedView(string name) =>
        name == "Latest" ? new MaterializedViewSymbol(name, "T | summarize arg_max(a, *) by b") : null;

    public FunctionSymbol? FindFunction(string name) => name switch
    {
        "Above" => new FunctionSymbol(name, "(least:long, prefix:string = \"\")",
            "{ T | where a >= least | where isempty(prefix) or b startswith prefix }"),
        "Loop" => new FunctionSymbol(name, "()", "{ Loop() }"),
        "Everything" => new FunctionSymbol(name, "()", "{ T }"),
        _ => null,
    };

    public object? Schema => this;

    public bool IsThisDatabase(string name) => name.Equals("flights", StringComparison.OrdinalIgnoreCase);

    public CompiledQuery Compile(string kql, params (string Name, string Json)[] parameters)
    {
        var values = parameters.ToDictionary(parameter => parameter.Name,
            parameter => System.Text.Json.JsonDocument.Parse(parameter.Json).RootElement);
        var context = new QueryContext(Now, values) { Probe = Probe };
        return KqlCompiler.Compile(kql, this, context).Queries[^1];
    }

    /// <inheritdoc cref="QueryContext.Probe"/>
    public IReadOnlyList<IReadOnlyList<string>> Probe(string sql) => ColumnProbe.Run(_connection, sql);

    /// <summary>Executes a query and returns one line per row, with columns separated by '|'. A null is written as ∅.</summary>
    public string Run(string kql, params (string Name, string Json)[] parameters)
    {
        var query = Compile(kql, parameters);
        using var reader = _connection.ExecuteReader(query.Statement);
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', query.Columns.Select((column, i) => reader.IsNull(i) ? "∅" : Text(reader, i, column.Type))));
        return string.Join('\n', rows);
    }

    /// <summary>Executes SQL whose columns are two longs and a string.</summary>
    public string RunSql(string sql)
    {
        using var statement = _connection.Prepare(sql);
        using var reader = statement.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add($"{Long(0)}|{Long(1)}|{reader.GetString(2)}");
        return string.Join('\n', rows);

        string Long(int column) => reader.IsNull(column) ? "∅" : Text(reader, column, KustoType.Long);
    }

    /// <summary>Executes a query and returns its columns, and its rows as JSON in the protocol's format.</summary>
    public (IReadOnlyList<Column> Columns, string Rows) Json(string kql)
    {
        var query = Compile(kql);
        using var reader = _connection.ExecuteReader(query.Statement);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new System.Text.Json.Utf8JsonWriter(buffer,
            new System.Text.Json.JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            while (reader.ReadChunk())
            {
                for (var row = 0; row < reader.ChunkSize; row++)
                {
                    json.WriteStartArray();
                    for (var i = 0; i < query.Columns.Count; i++)
                        LocalKusto.Rest.KustoJson.Write(json, query.Columns[i].Type, reader[i], row);
                    json.WriteEndArray();
                }
            }

            json.WriteEndArray();
        }

        return (query.Columns, System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    public string Columns(string kql) =>
        string.Join(", ", Compile(kql).Columns.Select(column => $"{column.Name}:{column.Type.ToString().ToLowerInvariant()}"));

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    private static long Ticks(int day, double hour) => new DateTime(2024, 1, day).AddHours(hour).Ticks;

    private static string Text(DuckDbReader reader, int column, KustoType type) => type switch
    {
        KustoType.Bool => reader.GetBoolean(column) ? "true" : "false",
        KustoType.Int or KustoType.Long => reader.GetInt64(column).ToString(CultureInfo.InvariantCulture),
        KustoType.Real => reader.GetDouble(column).ToString(CultureInfo.InvariantCulture),
        KustoType.DateTime => new DateTime(reader.GetInt64(column)).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        KustoType.TimeSpan => TimeSpan.FromTicks(reader.GetInt64(column)).ToString("c", CultureInfo.InvariantCulture),
        KustoType.Decimal => KustoDecimal.Decode(reader.GetString(column)).ToString(),
        KustoType.Guid => reader.GetGuid(column).ToString(),
        _ => reader.GetString(column),
    };
}
