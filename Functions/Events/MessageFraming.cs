namespace LatamFunctions.Events;

/// <summary>
/// Finds the events in a message: a JSON object, an array of objects, JSON Lines, or any sequence of these forms, separated by white space
/// (RFC 8259 §2).
/// </summary>
internal struct MessageFraming
{
    private bool _afterElement;

    public MessageFraming(ReadOnlySpan<byte> message) => Next = message.StartsWith("\uFEFF"u8) ? 3 : 0;

    /// <summary>The index of the next byte to read.</summary>
    public int Next { get; private set; }

    /// <summary>Whether the position is inside an array.</summary>
    public bool InArray { get; private set; }

    /// <summary>Skips white space and the punctuation of arrays.</summary>
    /// <returns>Whether an event, valid or invalid, starts at <see cref="Next"/>.</returns>
    public bool MoveToEvent(ReadOnlySpan<byte> message)
    {
        while ((Next += WhiteSpace(message[Next..])) < message.Length)
        {
            switch (message[Next])
            {
                case (byte)'[' when !InArray:
                    (InArray, _afterElement) = (true, false);
                    break;
                case (byte)']' when InArray:
                    InArray = false;
                    break;
                case (byte)',' when InArray && _afterElement:
                    _afterElement = false;
                    break;
                default:
                    return true;
            }

            Next++;
        }

        return false;
    }

    /// <summary>Advances past the event at <see cref="Next"/>, which has <paramref name="length"/> bytes.</summary>
    public void MovePast(int length)
    {
        Next += length;
        _afterElement = true;
    }

    private static int WhiteSpace(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] > ' ')
            return 0;

        var length = json.IndexOfAnyExcept(" \t\r\n"u8);
        return length < 0 ? json.Length : length;
    }
}
