using System.Text;

namespace LatamFunctions.Events;

/// <summary>
/// A validation error in an event. <paramref name="Field"/> is the JSON property, or <c>$</c> for the whole event. <paramref name="Value"/>
/// is the invalid value, truncated to a length that is safe for logs and responses.
/// </summary>
public sealed record ValidationError(string Field, EventRule Rule, string Detail, string? Value = null)
{
    /// <summary>The maximum length of <see cref="Value"/>, in UTF-16 characters.</summary>
    public const int MaxValueLength = 64;

    /// <summary>The value of <see cref="Field"/> that denotes the whole event.</summary>
    public const string WholeEvent = "$";

    /// <summary>The maximum length of another service's message in <see cref="Detail"/>, in UTF-16 characters.</summary>
    public const int MaxDetailLength = 1000;

    /// <summary>Truncates another service's message to <see cref="MaxDetailLength"/>.</summary>
    public static string SafeDetail(string text) =>
        text.Length <= MaxDetailLength ? text : string.Concat(text.AsSpan(0, MaxDetailLength - 1), "…");

    /// <summary>
    /// Converts untrusted bytes to text with at most <see cref="MaxValueLength"/> characters and without control characters.
    /// </summary>
    public static string SafeValue(ReadOnlySpan<byte> bytes)
    {
        var cut = bytes.Length > MaxValueLength * 3;
        var text = Encoding.UTF8.GetString(cut ? bytes[..(MaxValueLength * 3)] : bytes);
        var safe = new StringBuilder(MaxValueLength);
        foreach (var rune in text.EnumerateRunes())
        {
            if (safe.Length + rune.Utf16SequenceLength > MaxValueLength - 1)
            {
                cut = true;
                break;
            }

            safe.Append(Rune.IsControl(rune) ? "\uFFFD" : rune.ToString());
        }

        return cut ? safe.Append('…').ToString() : safe.ToString();
    }
}
