namespace LocalStack.Demo;

/// <summary>The flight event of one row of the sample.</summary>
/// <param name="Row">The zero-based position in the file.</param>
/// <param name="Body">The event as JSON in UTF-8.</param>
internal readonly record struct SampleEvent(long Row, ReadOnlyMemory<byte> Body);
