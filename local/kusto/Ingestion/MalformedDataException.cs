namespace LocalKusto.Ingestion;

/// <summary>The exception for data that cannot be read in its declared format. <paramref name="line"/> is 1-based.</summary>
internal sealed class MalformedDataException(string code, string message, long line, Exception? cause = null)
    : Exception($"{message} (line {line})", cause)
{
    public string Code { get; } = code;

    public long Line { get; } = line;

    /// <summary>Returns the 1-based line of the byte at <paramref name="offset"/>.</summary>
    public static long LineOf(ReadOnlySpan<byte> data, long offset) => data[..(int)Math.Min(offset, data.Length)].Count((byte)'\n') + 1;
}
