using System.Buffers.Text;

namespace LatamFunctions.Events;

/// <summary>
/// Writes a checked event as one line of JSON, whose properties are the columns of the table FlightEvents (kusto/schema.kql). Text is
/// copied with its escapes. Absent values are omitted, and become null or the empty string in the table.
/// </summary>
internal ref struct FlightEventEncoder
{
    // An upper bound for the size of a row's column names, times and numbers, excluding its strings.
    private const int FixedPartBytes = 2048;

    private readonly ReadOnlySpan<byte> _json;
    private readonly ref readonly ParsedEvent _event;
    private readonly Span<byte> _row;
    private int _length;
    private int _occurredAt;
    private int _rank;

    private FlightEventEncoder(in ValidEvent valid, Span<byte> row)
    {
        _json = valid.Json;
        _event = ref valid.Parsed;
        _row = row;
    }

    /// <summary>Returns the maximum size of a row in bytes.</summary>
    public static int MaxBytes(int eventBytes, in StreamPosition position) =>
        (2 * eventBytes) + (6 * position.PartitionId.Length) + FixedPartBytes;

    private static ReadOnlySpan<byte> IngestedAt => ",\"IngestedAt\":"u8;

    /// <summary>
    /// Replaces the ingestion time in a row. The last occurrence of the property name is the correct occurrence, because no later property
    /// contains text from the publisher.
    /// </summary>
    public static void SetIngestedAt(Span<byte> row, DateTime utc) =>
        Rfc3339.Write(utc, row[(row.LastIndexOf(IngestedAt) + IngestedAt.Length + 1)..]);

    /// <param name="valid">The event.</param>
    /// <param name="row">The buffer for the row, of at least <see cref="MaxBytes"/> bytes.</param>
    /// <param name="identity">The identity of the event.</param>
    /// <returns>The length of the row, including the line feed.</returns>
    public static int Encode(in ValidEvent valid, Span<byte> row, out EventIdentity identity)
    {
        var encoder = new FlightEventEncoder(in valid, row);
        identity = encoder.Identity(in valid.Position, valid.EventIndex);
        encoder.EventPart(in valid.Values, in valid.Position, valid.EventIndex);
        encoder.Others(valid.Others);
        encoder.StreamPart(in valid.Position, valid.IngestedAt);
        encoder.Version(in identity);
        encoder.Cleared(valid.Values.Cleared);
        return encoder._length;
    }

    private void EventPart(in CheckedEvent values, in StreamPosition position, int eventIndex)
    {
        Raw("{\"EventId\":\""u8);
        if (_event[FlightEventField.EventId].HasValue)
            Raw(_event[FlightEventField.EventId].BytesIn(_json));
        else
            _length += AssignedEventId.Write(in position, eventIndex, _row[_length..]);
        Raw("\",\"FlightId\":\""u8);
        if (_event[FlightEventField.FlightId].HasValue)
            Raw(_event[FlightEventField.FlightId].BytesIn(_json));
        else
            _length += values.Flight.WriteId(values.ScheduledDeparture, _row[_length..]);
        Raw("\",\"EventType\":\""u8);
        var eventType = _length;
        EventType();
        _rank = EventTypes.RankOf(_row[eventType.._length]);
        Raw("\""u8);
        Time(",\"OccurredAt\":"u8, values.OccurredAt);
        _occurredAt = _length - Rfc3339.Length - 1;
        Text(",\"Source\":\""u8, FlightEventField.Source);
        Text(",\"DataSchema\":\""u8, FlightEventField.DataSchema);
        Code(",\"Airline\":\""u8, values.Flight.Operating.Airline);
        Code(",\"FlightNumber\":\""u8, values.Flight.Operating.Number);
        Code(",\"Origin\":\""u8, values.Flight.Origin);
        Code(",\"Destination\":\""u8, values.Flight.Destination);
        foreach (var property in FlightProperties.Times)
            Time(property, in values);
        foreach (var property in FlightProperties.TextsAndNumbers)
            TextOrNumber(property, in values);
        Date(",\"OperatingDate\":\""u8, values.Flight.OperatingDate);
        Code(",\"ArrivalAirport\":\""u8, values.Flight.ArrivalAirport);
        MarketingFlight(values.Flight.Marketing);
    }

    private void Time(FlightProperty property, in CheckedEvent values)
    {
        if (!_event[property.Field].HasValue)
            return;

        Raw(property.RowOpening);
        Rfc3339.Write(new DateTime(values[property.Field], DateTimeKind.Utc), _row[_length..]);
        _length += Rfc3339.Length;
        Raw("\""u8);
    }

    private void TextOrNumber(FlightProperty property, in CheckedEvent values)
    {
        var slice = _event[property.Field];
        if (!slice.HasValue)
            return;

        Raw(property.RowOpening);
        if (property.Form == PropertyForm.Minutes)
        {
            Utf8Formatter.TryFormat(values[property.Field], _row[_length..], out var written);
            _length += written;
            return;
        }

        Raw(slice.BytesIn(_json));
        if (property.Form == PropertyForm.Text)
            Raw("\""u8);
    }

    /// <summary>Writes the known name of the type, so that the table contains one spelling per type.</summary>
    private void EventType()
    {
        var slice = _event[FlightEventField.EventType];
        if (!slice.IsEscaped)
        {
            Raw(EventTypes.Find(slice.BytesIn(_json)));
            return;
        }

        Span<byte> text = stackalloc byte[slice.Length];
        Raw(EventTypes.Find(text[..JsonText.Unescape(slice.BytesIn(_json), text)]));
    }

    private void Others(OtherProperties others)
    {
        Object(",\"Extra\":{"u8, others.Event);
        Object(",\"Envelope\":{"u8, others.Envelope);
    }

    /// <summary>Writes an object from properties that each end with a comma. An object without properties is omitted.</summary>
    private void Object(ReadOnlySpan<byte> opening, ReadOnlySpan<byte> properties)
    {
        if (properties.IsEmpty)
            return;

        Raw(opening);
        Raw(properties[..^1]);
        Raw("}"u8);
    }

    private void StreamPart(in StreamPosition position, DateTime ingestedAt)
    {
        Raw(",\"PartitionId\":\""u8);
        foreach (var c in position.PartitionId)
            _row[_length++] = char.IsAsciiLetterOrDigit(c) ? (byte)c : (byte)'_';
        Raw("\""u8);
        if (position.SequenceNumber is { } sequenceNumber)
        {
            Raw(",\"SequenceNumber\":"u8);
            Utf8Formatter.TryFormat(sequenceNumber, _row[_length..], out var written);
            _length += written;
        }

        Time(",\"EnqueuedAt\":"u8, position.EnqueuedAt.UtcDateTime);
        Time(IngestedAt, ingestedAt);
    }

    /// <summary>Computes the event's identity. The row serves as a scratch buffer because nothing has been written to it yet.</summary>
    private EventIdentity Identity(in StreamPosition position, int eventIndex)
    {
        var source = _event[FlightEventField.Source].HasValue ? Unescaped(_event[FlightEventField.Source]) : default;
        var sourceHash = EventIdentity.HashOf(source);
        var id = _event[FlightEventField.EventId];
        return EventIdentity.From(sourceHash, id.HasValue ? Unescaped(id) : _row[..AssignedEventId.Write(in position, eventIndex, _row)]);
    }

    /// <summary>
    /// Writes the column Version, by which the events of a flight are sorted as text. The version consists of the time of occurrence, the
    /// rank of the event type, the source and the id, each with a fixed width. The version does not depend on the time or the number of
    /// deliveries. For each property, the view FlightStates uses the value with the greatest version.
    /// </summary>
    private void Version(in EventIdentity identity)
    {
        Raw(",\"Version\":\""u8);
        Raw(_row.Slice(_occurredAt, Rfc3339.Length));
        Raw("/0/"u8);
        _row[_length - 2] += (byte)_rank;
        identity.Write(_row[_length..]);
        _length += EventIdentity.Length;
        Raw("\""u8);
    }

    private void Cleared(ulong cleared)
    {
        if (cleared != 0)
        {
            Raw(",\"Cleared\":\""u8);
            _length += ClearedProperties.WriteColumns(cleared, _row[_length..]);
            Raw("\""u8);
        }

        Raw("}\n"u8);
    }

    private ReadOnlySpan<byte> Unescaped(JsonSlice slice) =>
        slice.IsEscaped ? _row[..JsonText.Unescape(slice.BytesIn(_json), _row)] : slice.BytesIn(_json);

    private void Text(ReadOnlySpan<byte> opening, FlightEventField field)
    {
        var slice = _event[field];
        if (!slice.HasValue)
            return;

        Raw(opening);
        Raw(slice.BytesIn(_json));
        Raw("\""u8);
    }

    /// <summary>Writes a code unless the code is empty.</summary>
    private void Code(ReadOnlySpan<byte> opening, AsciiCode code)
    {
        if (code.IsEmpty)
            return;

        Raw(opening);
        _length += code.Write(_row[_length..]);
        Raw("\""u8);
    }

    private void MarketingFlight(FlightDesignator designator)
    {
        if (!designator.IsComplete)
            return;

        Raw(",\"MarketingFlight\":\""u8);
        _length += designator.Write(_row[_length..]);
        Raw("\""u8);
    }

    /// <summary>Writes a date unless the date is the default value.</summary>
    private void Date(ReadOnlySpan<byte> opening, DateTime date)
    {
        if (date == default)
            return;

        Raw(opening);
        Rfc3339.WriteDate(date, _row[_length..]);
        _length += Rfc3339.DateLength;
        Raw("\""u8);
    }

    private void Time(ReadOnlySpan<byte> opening, DateTime utc)
    {
        Raw(opening);
        Raw("\""u8);
        Rfc3339.Write(utc, _row[_length..]);
        _length += Rfc3339.Length;
        Raw("\""u8);
    }

    private void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_row[_length..]);
        _length += bytes.Length;
    }
}
