namespace LocalFunctions.Host.Errors;

/// <summary>The exception for a worker that did not start, ended unexpectedly, or lost its connection.</summary>
internal sealed class WorkerException(string message, Exception? inner = null) : Exception(message, inner);
