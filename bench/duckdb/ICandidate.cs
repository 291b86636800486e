namespace DuckDbBenchmark;

/// <summary>An API of DuckDB. All candidates use the same table of 8 columns, in memory, on one thread of DuckDB.</summary>
internal interface ICandidate : IDisposable
{
    string Name { get; }

    /// <summary>Appends the rows <c>0 … count - 1</c> to an empty table.</summary>
    void Append(int count);

    /// <summary>Reads every value of every row.</summary>
    /// <returns>A checksum that does not depend on the candidate.</returns>
    long Scan();

    /// <summary>Prepares, binds and reads one row by its id, <paramref name="count"/> times.</summary>
    /// <returns>The sum of the values read.</returns>
    long Lookup(int count);
}

/// <summary>The table of the benchmark and the values of its rows.</summary>
internal static class SampleRows
{
    public const string CreateTable =
        "CREATE TABLE rows (id BIGINT, code VARCHAR, note VARCHAR, amount DOUBLE, ok BOOLEAN, created TIMESTAMP, parts INTEGER, "
        + "other BIGINT)";

    public static readonly byte[] Code = "AB-1234"u8.ToArray();

    public static readonly byte[] Note = "a note that is longer than twelve bytes"u8.ToArray();
}
