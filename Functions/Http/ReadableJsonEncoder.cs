using System.Buffers;
using System.Text.Encodings.Web;

namespace LatamFunctions.Http;

/// <summary>
/// An encoder that escapes &lt; and &gt; and is otherwise identical to <see cref="JavaScriptEncoder.UnsafeRelaxedJsonEscaping"/>. With the
/// escapes, a response that is embedded in HTML cannot start an element. The configurable encoders in .NET that escape these characters
/// also escape plus signs and apostrophes.
/// </summary>
internal sealed class ReadableJsonEncoder : JavaScriptEncoder
{
    public static readonly ReadableJsonEncoder Instance = new();

    private static readonly SearchValues<byte> Angles = SearchValues.Create((byte)'<', (byte)'>');

    private ReadableJsonEncoder()
    {
    }

    public override int MaxOutputCharactersPerInputCharacter => UnsafeRelaxedJsonEscaping.MaxOutputCharactersPerInputCharacter;

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) =>
        First(UnsafeRelaxedJsonEscaping.FindFirstCharacterToEncodeUtf8(utf8Text), utf8Text.IndexOfAny(Angles));

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength) => First(
        UnsafeRelaxedJsonEscaping.FindFirstCharacterToEncode(text, textLength),
        new ReadOnlySpan<char>(text, textLength).IndexOfAny('<', '>'));

    public override bool WillEncode(int unicodeScalar) => IsAngle(unicodeScalar) || UnsafeRelaxedJsonEscaping.WillEncode(unicodeScalar);

    public override unsafe bool TryEncodeUnicodeScalar(
        int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        IsAngle(unicodeScalar)
            ? Default.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten)
            : UnsafeRelaxedJsonEscaping.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);

    private static bool IsAngle(int scalar) => scalar is '<' or '>';

    private static int First(int one, int other) => one < 0 || other < 0 ? Math.Max(one, other) : Math.Min(one, other);
}
