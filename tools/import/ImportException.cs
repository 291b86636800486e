namespace LatamFunctions.Import;

/// <summary>An error that the user can correct. The message explains how.</summary>
internal sealed class ImportException(string message, Exception? innerException = null) : Exception(message, innerException);
