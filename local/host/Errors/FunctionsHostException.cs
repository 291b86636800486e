namespace LocalFunctions.Host.Errors;

/// <summary>The host cannot start the app; the message states the error and its location.</summary>
public sealed class FunctionsHostException(string message, Exception? inner = null) : Exception(message, inner);
