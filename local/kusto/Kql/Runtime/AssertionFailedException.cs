namespace LocalKusto.Kql.Runtime;

/// <summary>The condition of assert() was false for a row; the message is the query's.</summary>
internal sealed class AssertionFailedException(string message) : Exception($"assert() failed: {message}");
