namespace LatamFunctions.Import;

/// <summary>Something that the user can correct; the message says what.</summary>
internal sealed class ImportException(string message, Exception? innerException = null) : Exception(message, innerException);
