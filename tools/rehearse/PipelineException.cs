namespace Rehearse;

/// <summary>The exception for an error in the pipeline's YAML. The message contains the file and the error.</summary>
internal sealed class PipelineException(string message) : Exception(message);
