namespace DuckDbBenchmark;

/// <summary>An API for DuckDB. All candidates use the same in-memory table with 8 columns and one DuckDB thread.</summary>
internal interface IDuckDbCandidate : IDisposable
{
    string Name { get; }

    /// <summary>Appends the rows from 0 to <paramref name="count"/> - 1 to an empty table.</summary>
    void Append(int count);

    /// <summary>Reads every value of every row.</summary>
    /// <returns>A checksum of the values, which is equal for all candidates.</returns>
    long Scan();

    /// <summary>Prepares a query, binds an id and reads the row with this id, <paramref name="count"/> times.</summary>
    /// <returns>The sum of the values read.</returns>
    long Lookup(int count);
}
