using System.Buffers.Text;

namespace LatamFunctions.Events;

/// <summary>
/// Which flight an event speaks of. The publisher's <c>flightId</c> where there is one. Otherwise, so that all events of a flight
/// find each other whoever publishes them, it follows from what does not change over a flight's life:
/// <list type="bullet">
/// <item>airline, flight number, UTC date of scheduled departure and route: <c>LA805-20240501-SCL-LIM</c>;</item>
/// <item>where airline or flight number is absent, route and scheduled minute in UTC: <c>SCL-LIM-20240501T1020Z</c>.</item>
/// </list>
/// </summary>
internal static class FlightId
{
    /// <returns>How many bytes were written.</returns>
    public static int Write(ReadOnlySpan<byte> json, ref readonly ParsedEvent parsed, DateTime scheduledDeparture, Span<byte> destination)
    {
        var id = new Text(json, destination);
        if (parsed[FlightEventField.FlightId].HasValue)
        {
            id.Add(parsed[FlightEventField.FlightId]);
        }
        else if (parsed[FlightEventField.Airline].HasValue && parsed[FlightEventField.FlightNumber].HasValue)
        {
            id.Add(parsed[FlightEventField.Airline]);
            id.Add(parsed[FlightEventField.FlightNumber]);
            id.Add("-"u8);
            id.AddDate(scheduledDeparture);
            id.Add("-"u8);
            id.Add(parsed[FlightEventField.Origin]);
            id.Add("-"u8);
            id.Add(parsed[FlightEventField.Destination]);
        }
        else
        {
            id.Add(parsed[FlightEventField.Origin]);
            id.Add("-"u8);
            id.Add(parsed[FlightEventField.Destination]);
            id.Add("-"u8);
            id.AddDate(scheduledDeparture);
            id.Add("T"u8);
            id.AddNumber(scheduledDeparture.Hour, 2);
            id.AddNumber(scheduledDeparture.Minute, 2);
            id.Add("Z"u8);
        }

        return id.Length;
    }

    private ref struct Text(ReadOnlySpan<byte> json, Span<byte> destination)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private readonly Span<byte> _destination = destination;

        public int Length { get; private set; }

        public void Add(ReadOnlySpan<byte> text)
        {
            text.CopyTo(_destination[Length..]);
            Length += text.Length;
        }

        /// <summary>Checked codes hold nothing that JSON would have to escape, however they came.</summary>
        public void Add(JsonSlice code)
        {
            if (code.IsEscaped)
                Length += JsonText.Unescape(code.Of(_json), _destination[Length..]);
            else
                Add(code.Of(_json));
        }

        public void AddDate(DateTime date)
        {
            AddNumber(date.Year, 4);
            AddNumber(date.Month, 2);
            AddNumber(date.Day, 2);
        }

        public void AddNumber(int value, byte digits)
        {
            Utf8Formatter.TryFormat(value, _destination[Length..], out var written, new System.Buffers.StandardFormat('D', digits));
            Length += written;
        }
    }
}
