namespace LocalKusto.Kql.Plan;

/// <summary>The exception for a query that cannot be compiled with a reasonable amount of memory and time.</summary>
internal sealed class QueryTooComplexException() : Exception("The query is too complex.");
