namespace LatamFunctions.Import;

/// <summary>The exception for an error that the user can correct. The message describes the remedy.</summary>
internal sealed class ImportException(string message, Exception? innerException = null) : Exception(message, innerException);
