using DuckDB.NET.Data;

namespace DuckDbBenchmark;

/// <summary>DuckDB.NET's ADO.NET provider.</summary>
internal sealed class AdoCandidate : IDuckDbCandidate
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:;threads=1");

    public AdoCandidate()
    {
        _connection.Open();
        Execute(SampleRows.CreateTable);
    }

    public string Name => "DuckDB.NET.Data";

    public void Append(int count)
    {
        Execute("DELETE FROM rows");
        var code = System.Text.Encoding.UTF8.GetString(SampleRows.Code);
        var note = System.Text.Encoding.UTF8.GetString(SampleRows.Note);
        using var appender = _connection.CreateAppender("rows");
        for (var i = 0; i < count; i++)
        {
            appender.CreateRow()
                .AppendValue((long)i).AppendValue(code).AppendValue(note).AppendValue(i * 0.5).AppendValue((i & 1) == 0)
                .AppendValue(DateTime.UnixEpoch.AddSeconds(i)).AppendValue(i).AppendValue(-(long)i)
                .EndRow();
        }
    }

    public long Scan()
    {
        var sum = 0L;
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT * FROM rows";
        command.UseStreamingMode = true;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            sum += reader.GetInt64(0) + reader.GetString(1).Length + reader.GetString(2).Length
                + (long)reader.GetDouble(3) + (reader.GetBoolean(4) ? 1 : 0)
                + ((reader.GetDateTime(5) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond) + reader.GetInt32(6)
                + reader.GetInt64(7);
        }
        return sum;
    }

    public long Lookup(int count)
    {
        var sum = 0L;
        for (var i = 0; i < count; i++)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT other FROM rows WHERE id = $1";
            command.Parameters.Add(new DuckDBParameter((long)i));
            using var reader = command.ExecuteReader();
            sum += reader.Read() ? reader.GetInt64(0) : 0;
        }
        return sum;
    }

    public void Dispose() => _connection.Dispose();

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
