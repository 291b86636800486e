namespace KqlBenchmark;

/// <summary>A query in KQL and SQL with equal results.</summary>
/// <param name="Name">A description of the query.</param>
/// <param name="Kql">The query as an analyst writes it.</param>
/// <param name="Sql">
/// The query in DuckDB's SQL. <c>{Column}</c> stands for the name of a column in the database, and <c>{Flights}</c> for the name of the
/// table. A time is a number of 100 ns ticks since the year 1.
/// </param>
/// <param name="ReadsJson">Whether the query reads values from a JSON column.</param>
internal sealed record QueryPair(string Name, string Kql, string Sql, bool ReadsJson = false);
