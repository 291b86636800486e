namespace LocalFunctions.Host.Metadata;

/// <summary>The position at which a consumer group without a checkpoint starts.</summary>
internal enum InitialOffset
{
    FromStart,
    FromEnd,
    FromEnqueuedTime,
}
