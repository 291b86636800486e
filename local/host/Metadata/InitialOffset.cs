namespace LocalFunctions.Host.Metadata;

/// <summary>The position at which a consumer group without a checkpoint begins.</summary>
internal enum InitialOffset
{
    FromStart,
    FromEnd,
    FromEnqueuedTime,
}
