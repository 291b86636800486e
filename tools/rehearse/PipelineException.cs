namespace Rehearse;

/// <summary>The pipeline cannot be expanded; the message names the file and the error.</summary>
internal sealed class PipelineException(string message) : Exception(message);
