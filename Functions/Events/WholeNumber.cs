namespace LatamFunctions.Events;

internal static class WholeNumber
{
    /// <summary>
    /// A JSON number without a fraction of zeros: <c>13.0</c> is the whole number 13, as JSON Schema has it and as libraries write a
    /// column of whole numbers in which some are absent. Any other number is returned as it is.
    /// </summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> number)
    {
        var point = number.IndexOf((byte)'.');
        return point >= 0 && number[(point + 1)..].IndexOfAnyExcept((byte)'0') < 0 ? number[..point] : number;
    }
}
