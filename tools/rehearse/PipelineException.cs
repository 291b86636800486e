namespace Rehearse;

/// <summary>The pipeline cannot be expanded; the message names the file and what is wrong with it.</summary>
internal sealed class PipelineException(string message) : Exception(message);
