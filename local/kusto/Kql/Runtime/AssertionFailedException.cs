namespace LocalKusto.Kql.Runtime;

/// <summary>The condition of assert() was false for a row. The message is an argument of assert().</summary>
internal sealed class AssertionFailedException(string message) : Exception($"assert() failed: {message}");
