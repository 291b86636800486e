namespace LocalFunctions.Host.Errors;

/// <summary>The exception for an app that the host cannot start. The message describes the error and its location.</summary>
public sealed class FunctionsHostException(string message, Exception? inner = null) : Exception(message, inner);
