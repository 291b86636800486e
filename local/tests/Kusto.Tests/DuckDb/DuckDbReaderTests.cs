using DuckDB.NET.Native;
using LocalKusto.DuckDb;

namespace LocalKusto.Tests.DuckDb;

public sealed class DuckDbReaderTests
{
    private DuckDbDatabase _database = null!;
    private DuckDbConnection _connection = null!;

    [SetUp]
    public void Open()
    {
        _database = DuckDbDatabase.Open(DuckDbDatabase.InMemory, new Dictionary<string, string> { ["threads"] = "1" });
        _connection = _database.Connect();
    }

    [TearDown]
    public void Close()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Test]
    public void Values_of_every_type_are_read()
    {
        using var reader = _connection.ExecuteReader(
            """
            SELECT true, (-7)::INTEGER, 9007199254740993::BIGINT, (-0.5)::DOUBLE, (-12.5)::DECIMAL(38,9), 1.25::DECIMAL(4,2),
                   'short', 'longer than twelve bytes: é', TIMESTAMP '2024-05-01 10:20:30.123456',
                   '74be27de-1e4e-49d9-b579-fe0b331d3642'::UUID, '{"a":[1]}'::JSON, DATE '1969-12-31', 300::SMALLINT, (-5)::HUGEINT
            """);

        Assert.That(reader.Read());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reader.GetBoolean(0));
            Assert.That(reader.GetInt64(1), Is.EqualTo(-7));
            Assert.That(reader.GetInt64(2), Is.EqualTo(9007199254740993));
            Assert.That(reader.GetDouble(3), Is.EqualTo(-0.5));
            Assert.That(reader.GetDecimal(4), Is.EqualTo(-12.5m));
            Assert.That(reader.GetDecimal(5), Is.EqualTo(1.25m));
            Assert.That(reader.GetString(6), Is.EqualTo("short"));
            Assert.That(reader.GetString(7), Is.EqualTo("longer than twelve bytes: é"));
            Assert.That(reader.GetDateTime(8), Is.EqualTo(new DateTime(2024, 5, 1, 10, 20, 30, 123, 456, DateTimeKind.Utc)));
            Assert.That(reader.GetGuid(9), Is.EqualTo(Guid.Parse("74be27de-1e4e-49d9-b579-fe0b331d3642")));
            Assert.That(reader.GetString(10), Is.EqualTo("""{"a":[1]}"""));
            Assert.That(reader.GetDateTime(11), Is.EqualTo(new DateTime(1969, 12, 31, 0, 0, 0, DateTimeKind.Utc)));
            Assert.That(reader.GetInt64(12), Is.EqualTo(300));
            Assert.That(reader.GetInt64(13), Is.EqualTo(-5));
            Assert.That(reader.Read(), Is.False);
        }
    }

    [Test]
    public void Nulls_are_distinguished_from_values_in_each_row()
    {
        using var reader = _connection.ExecuteReader("SELECT CASE WHEN i % 3 = 0 THEN NULL ELSE i END FROM range(200) t(i) ORDER BY i");

        var nulls = new List<long>();
        for (var i = 0L; reader.Read(); i++)
        {
            if (reader.IsNull(0))
                nulls.Add(i);
            else
                Assert.That(reader.GetInt64(0), Is.EqualTo(i));
        }
        Assert.That(nulls, Has.Count.EqualTo(67).And.All.Matches<long>(i => i % 3 == 0));
    }

    [Test]
    public void A_result_of_many_chunks_is_read_to_its_end_in_order()
    {
        using var reader = _connection.ExecuteReader("SELECT i, 'row number ' || i FROM range(10000) t(i)");

        var rows = 0;
        var chunks = 0;
        while (reader.ReadChunk())
        {
            chunks++;
            var numbers = reader[0].Values<long>();
            for (var row = 0; row < reader.ChunkSize; row++, rows++)
            {
                Assert.That(numbers[row], Is.EqualTo(rows));
                Assert.That(reader[1].GetString(row), Is.EqualTo($"row number {rows}"));
            }
        }
        Assert.That(rows, Is.EqualTo(10000));
        Assert.That(chunks, Is.EqualTo(5));
    }

    [Test]
    public void An_empty_result_still_has_its_columns()
    {
        using var reader = _connection.ExecuteReader("SELECT 1::BIGINT AS \"the one\", '' AS b WHERE false");

        Assert.That(reader.ColumnCount, Is.EqualTo(2));
        Assert.That(reader.GetName(0), Is.EqualTo("the one"));
        Assert.That(reader.GetColumnType(1), Is.EqualTo(DuckDBType.Varchar));
        Assert.That(reader.Read(), Is.False);
    }

    /// <summary>DuckDB computes constants when it prepares a statement.</summary>
    [TestCase("SELECT 'x'::INTEGER", DuckDBErrorType.Conversion)]
    [TestCase("SELECT 1 LIMIT 'x'::BIGINT", DuckDBErrorType.Conversion)]
    [TestCase("SELECT no_such_column", DuckDBErrorType.Binder)]
    public void An_error_has_the_same_type_during_preparation_and_execution(string sql, DuckDBErrorType type)
    {
        var error = Assert.Throws<DuckDbException>(() =>
        {
            using var reader = _connection.ExecuteReader(sql);
            reader.Read();
        });

        Assert.That(error.ErrorType, Is.EqualTo(type), error.Message);
    }

    [Test]
    public void Values_of_every_type_round_trip()
    {
        using var statement = _connection.Prepare(
            "SELECT true, -2147483648, $1, 1e300, -79228162514264337593543950.335::DECIMAL(38, 3), $2, "
            + "TIMESTAMP '1901-02-03 04:05:06.007', 'f4be27de-1e4e-49d9-b579-fe0b331d3642'::UUID, NULL, $3");
        statement.Bind(1, long.MaxValue);
        statement.Bind(2, "it's; DROP TABLE \0 x");
        statement.Bind(3, "");

        using var reader = statement.ExecuteReader();

        Assert.That(reader.Read());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reader.GetBoolean(0));
            Assert.That(reader.GetInt64(1), Is.EqualTo(int.MinValue));
            Assert.That(reader.GetInt64(2), Is.EqualTo(long.MaxValue));
            Assert.That(reader.GetDouble(3), Is.EqualTo(1e300));
            Assert.That(reader.GetDecimal(4), Is.EqualTo(-79228162514264337593543950.335m));
            Assert.That(reader.GetString(5), Is.EqualTo("it's; DROP TABLE \0 x"));
            Assert.That(reader.GetDateTime(6), Is.EqualTo(new DateTime(1901, 2, 3, 4, 5, 6, 7, DateTimeKind.Utc)));
            Assert.That(reader.GetGuid(7), Is.EqualTo(Guid.Parse("f4be27de-1e4e-49d9-b579-fe0b331d3642")));
            Assert.That(reader.IsNull(8));
            Assert.That(reader.IsNull(9), Is.False);
            Assert.That(reader.GetString(9), Is.Empty);
        }
    }

    [Test]
    public void A_statement_that_DuckDB_rejects_fails_with_the_DuckDB_message()
    {
        var error = Assert.Throws<DuckDbException>(() => _connection.Prepare("SELECT no_such_column FROM range(1)"));
        Assert.That(error.Message, Does.Contain("no_such_column"));
    }

    [Test]
    public void An_error_in_the_middle_of_a_result_is_thrown_and_leaves_the_connection_usable()
    {
        using (var reader = _connection.ExecuteReader(
            "SELECT CASE WHEN i < 150000 THEN i ELSE error('stop here')::BIGINT END FROM range(200000) t(i)"))
        {
            var error = Assert.Throws<DuckDbException>(() =>
            {
                while (reader.Read())
                {
                }
            });
            Assert.That(error.Message, Does.Contain("stop here"));
        }
        using var next = _connection.ExecuteReader("SELECT 42");
        Assert.That(next.Read() && next.GetInt64(0) == 42);
    }

    [Test]
    public void An_interrupt_ends_a_running_statement()
    {
        using var interrupter = new Timer(_ => _connection.Interrupt(), null, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50));

        var error = Assert.Throws<DuckDbException>(() =>
            _connection.Execute("SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = 7"));

        Assert.That(error.ErrorType, Is.EqualTo(DuckDBErrorType.Interrupt));
    }

    [Test]
    public void A_locked_database_reads_no_files()
    {
        _connection.Execute("SET enable_external_access = false; SET lock_configuration = true");

        var read = Assert.Throws<DuckDbException>(() => _connection.Execute("SELECT * FROM read_csv('/etc/passwd')"));
        Assert.That(read.ErrorType, Is.EqualTo(DuckDBErrorType.Permission));
        Assert.That(() => _connection.Execute("SET enable_external_access = true"), Throws.TypeOf<DuckDbException>());
    }

    [Test]
    public void An_unknown_setting_is_named_in_the_error()
    {
        Assert.That(
            () => DuckDbDatabase.Open(DuckDbDatabase.InMemory, new Dictionary<string, string> { ["no_such_setting"] = "1" }),
            Throws.TypeOf<DuckDbException>().With.Message.Contains("no_such_setting"));
    }

    [Test]
    public void Reading_a_value_as_a_different_type_is_rejected()
    {
        using var reader = _connection.ExecuteReader("SELECT 'text'");
        Assert.That(reader.Read());
        Assert.That(() => reader.GetInt64(0), Throws.InvalidOperationException.With.Message.Contains("Varchar"));
    }
}
