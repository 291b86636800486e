namespace LocalFunctions.Host;

/// <summary>The host cannot start the app; the message states what is wrong and where.</summary>
public sealed class FunctionsHostException(string message, Exception? inner = null) : Exception(message, inner);
