using LocalKusto.DuckDb;

namespace LocalKusto.Tests.DuckDb;

public sealed class DuckDbAppenderTests
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

    /// <summary>Until a statement has ended, its connection uses a catalog without the new table.</summary>
    [Test]
    public void A_table_is_found_on_a_connection_with_a_partially_read_result()
    {
        using (var reader = _connection.ExecuteReader("SELECT count(*) FROM range(10)"))
            Assert.That(reader.Read());
        using (var other = _database.Connect())
            other.Execute("CREATE TABLE t (i INTEGER)");

        using (var appender = _connection.CreateAppender("t"))
        using (var chunk = appender.CreateChunk())
        {
            chunk.Set(0, 7);
            chunk.NextRow();
            appender.Append(chunk);
            appender.Flush();
        }

        using var rows = _connection.ExecuteReader("SELECT i FROM t");
        Assert.That(rows.Read());
        Assert.That(rows.GetInt64(0), Is.EqualTo(7));
    }

    [Test]
    public void Rows_of_every_type_and_nulls_round_trip_over_many_chunks()
    {
        const int Rows = 5000;
        _connection.Execute(
            "CREATE TABLE t (b BOOLEAN, i INTEGER, l BIGINT, d DOUBLE, m DECIMAL(38,9), s VARCHAR, ts TIMESTAMP, g UUID, j JSON)");
        var id = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

        using (var appender = _connection.CreateAppender("t"))
        using (var chunk = appender.CreateChunk())
        {
            for (var i = 0; i < Rows; i++)
            {
                if (i % 2 == 0)
                {
                    chunk.Set(0, i % 4 == 0);
                    chunk.Set(1, -i);
                    chunk.Set(2, i * 10_000_000_000);
                    chunk.Set(3, i / 8.0);
                    chunk.Set(4, (Int128)i * 500_000_000);
                    chunk.SetUtf8(5, i % 3 == 0 ? "short"u8 : "a text of more than twelve bytes"u8);
                    chunk.Set(6, i * 1_000_000L);
                    chunk.Set(7, id);
                    chunk.SetUtf8(8, "[1,2]"u8);
                }
                chunk.NextRow();
                if (chunk.IsFull)
                    appender.Append(chunk);
            }
            appender.Append(chunk);
            appender.Flush();
        }

        using var reader = _connection.ExecuteReader("SELECT * FROM t");
        for (var i = 0; i < Rows; i++)
        {
            Assert.That(reader.Read());
            for (var column = 0; column < 9; column++)
                Assert.That(reader.IsNull(column), Is.EqualTo(i % 2 == 1));
            if (i % 2 == 1)
                continue;
            Assert.That(reader.GetBoolean(0), Is.EqualTo(i % 4 == 0));
            Assert.That(reader.GetInt64(1), Is.EqualTo(-i));
            Assert.That(reader.GetInt64(2), Is.EqualTo(i * 10_000_000_000));
            Assert.That(reader.GetDouble(3), Is.EqualTo(i / 8.0));
            Assert.That(reader.GetDecimal(4), Is.EqualTo(i * 0.5m));
            Assert.That(reader.GetString(5), Is.EqualTo(i % 3 == 0 ? "short" : "a text of more than twelve bytes"));
            Assert.That(reader.GetDateTime(6), Is.EqualTo(DateTime.UnixEpoch.AddSeconds(i)));
            Assert.That(reader.GetGuid(7), Is.EqualTo(id));
            Assert.That(reader.GetString(8), Is.EqualTo("[1,2]"));
        }
        Assert.That(reader.Read(), Is.False);
    }

    [Test]
    public void Rows_that_were_not_flushed_are_discarded()
    {
        _connection.Execute("CREATE TABLE t (i INTEGER)");
        using (var appender = _connection.CreateAppender("t"))
        using (var chunk = appender.CreateChunk())
        {
            chunk.Set(0, 1);
            chunk.NextRow();
            appender.Append(chunk);
        }
        Assert.That(Count(), Is.Zero);
    }

    [Test]
    public void Rows_of_a_rolled_back_transaction_are_discarded()
    {
        _connection.Execute("CREATE TABLE t (i INTEGER)");

        Assert.That(
            () => _connection.InTransaction<int>(connection =>
            {
                using var appender = connection.CreateAppender("t");
                using var chunk = appender.CreateChunk();
                chunk.Set(0, 1);
                chunk.NextRow();
                appender.Append(chunk);
                appender.Flush();
                throw new InvalidDataException();
            }),
            Throws.TypeOf<InvalidDataException>());

        Assert.That(Count(), Is.Zero);
    }

    [Test]
    public void A_constraint_violation_is_reported_and_stores_nothing()
    {
        _connection.Execute("CREATE TABLE t (i INTEGER NOT NULL)");
        using (var appender = _connection.CreateAppender("t"))
        using (var chunk = appender.CreateChunk())
        {
            chunk.Set(0, 1);
            chunk.NextRow();
            chunk.NextRow();
            Assert.That(
                () =>
                {
                    appender.Append(chunk);
                    appender.Flush();
                },
                Throws.TypeOf<DuckDbException>().With.Message.Contains("NOT NULL"));
        }
        Assert.That(Count(), Is.Zero);
    }

    [Test]
    public void A_missing_table_is_named_in_the_error() =>
        Assert.That(() => _connection.CreateAppender("nowhere"), Throws.TypeOf<DuckDbException>().With.Message.Contains("nowhere"));

    [Test]
    public void A_setter_with_an_invalid_type_or_value_writes_nothing()
    {
        _connection.Execute("CREATE TABLE t (i INTEGER, s VARCHAR)");
        using var appender = _connection.CreateAppender("t");
        using var chunk = appender.CreateChunk();
        Assert.That(() => chunk.Set(0, 1L), Throws.ArgumentException);
        Assert.That(() => chunk.SetUtf8(0, "1"u8), Throws.ArgumentException);
        Assert.That(() => chunk.SetUtf8(1, [0xC3, 0x28]), Throws.ArgumentException);
    }

    [Test]
    public void A_full_chunk_accepts_no_further_row()
    {
        _connection.Execute("CREATE TABLE t (i INTEGER)");
        using var appender = _connection.CreateAppender("t");
        using var chunk = appender.CreateChunk();
        while (!chunk.IsFull)
            chunk.NextRow();
        Assert.That(DuckDbDataChunk.Capacity, Is.EqualTo(2048));
        Assert.That(() => chunk.Set(0, 1), Throws.InvalidOperationException);
        Assert.That(chunk.NextRow, Throws.InvalidOperationException);
    }

    private long Count()
    {
        using var reader = _connection.ExecuteReader("SELECT count(*) FROM t");
        return reader.Read() ? reader.GetInt64(0) : -1;
    }
}
