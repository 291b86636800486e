namespace KqlBenchmark;

/// <summary>A query in both languages, with equal results.</summary>
/// <param name="Name">What it computes.</param>
/// <param name="Kql">The query as an analyst writes it.</param>
/// <param name="Sql">The query in DuckDB's SQL. <c>{Column}</c> is the name of a column in the database, <c>{Flights}</c> that of the
/// table; times are numbers of 100 ns since the year 1.</param>
/// <param name="ReadsJson">Whether it reads values of a JSON column.</param>
internal sealed record QueryPair(string Name, string Kql, string Sql, bool ReadsJson = false);
