using LocalKusto.DuckDb;

namespace DuckDbBenchmark;

/// <summary>The chunk wrapper in local/kusto for DuckDB.NET's bindings.</summary>
internal sealed class ChunkCandidate : IDuckDbCandidate
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open(
        DuckDbDatabase.InMemory, new Dictionary<string, string> { ["threads"] = "1" });
    private readonly DuckDbConnection _connection;

    public ChunkCandidate()
    {
        _connection = _database.Connect();
        _connection.Execute(SampleRows.CreateTable);
    }

    public string Name => "chunks";

    public void Append(int count)
    {
        _connection.Execute("DELETE FROM rows");
        using var appender = _connection.CreateAppender("rows");
        using var chunk = appender.CreateChunk();
        for (var i = 0; i < count; i++)
        {
            if (chunk.IsFull)
                appender.Append(chunk);
            chunk.Set(0, (long)i);
            chunk.SetUtf8(1, SampleRows.Code);
            chunk.SetUtf8(2, SampleRows.Note);
            chunk.Set(3, i * 0.5);
            chunk.Set(4, (i & 1) == 0);
            chunk.Set(5, i * 1_000_000L);
            chunk.Set(6, i);
            chunk.Set(7, -(long)i);
            chunk.NextRow();
        }
        appender.Append(chunk);
        appender.Flush();
    }

    public long Scan()
    {
        var sum = 0L;
        using var reader = _connection.ExecuteReader("SELECT * FROM rows");
        while (reader.ReadChunk())
        {
            for (var row = 0; row < reader.ChunkSize; row++)
            {
                sum += reader[0].GetInt64(row) + reader[1].GetUtf8(row).Length + reader[2].GetUtf8(row).Length
                    + (long)reader[3].GetDouble(row)
                    + (reader[4].GetBoolean(row) ? 1 : 0) + reader[5].Values<long>()[row] + reader[6].GetInt64(row)
                    + reader[7].GetInt64(row);
            }
        }
        return sum;
    }

    public long Lookup(int count)
    {
        var sum = 0L;
        for (var i = 0; i < count; i++)
        {
            using var statement = _connection.Prepare("SELECT other FROM rows WHERE id = $1");
            statement.Bind(1, (long)i);
            using var reader = statement.ExecuteReader();
            sum += reader.Read() ? reader.GetInt64(0) : 0;
        }
        return sum;
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }
}
