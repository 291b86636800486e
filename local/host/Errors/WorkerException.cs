namespace LocalFunctions.Host.Errors;

/// <summary>A worker that did not start, ended, or lost its connection.</summary>
internal sealed class WorkerException(string message, Exception? inner = null) : Exception(message, inner);
