namespace LocalFunctions.Host.Metadata;

/// <summary>Where a consumer group without a checkpoint begins.</summary>
internal enum InitialOffset
{
    FromStart,
    FromEnd,
    FromEnqueuedTime,
}
