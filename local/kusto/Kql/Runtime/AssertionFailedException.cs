namespace LocalKusto.Kql.Runtime;

/// <summary>The exception for a row for which the condition of assert() is false. The message is an argument of assert().</summary>
internal sealed class AssertionFailedException(string message) : Exception($"assert() failed: {message}");
