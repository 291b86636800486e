using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace LatamFunctions.Events;

/// <content>The properties that identify a flight.</content>
internal readonly ref partial struct FlightEventChecks
{
    /// <summary>
    /// Checks the flight id. The id is a path segment (<c>/flights/{flightId}</c>), so it can contain only characters that require no
    /// escaping in path segments (RFC 3986).
    /// </summary>
    private void FlightId()
    {
        const FlightEventField field = FlightEventField.FlightId;
        if (!TryString(field, required: false, out var slice))
            return;

        var text = TextOf(slice);
        if (text.IsEmpty || text.Length > MaxIdLength || text.ContainsAnyExcept(CodeBytes.PathSegment))
            Add(field, EventRule.Format, "must be 1 to 128 letters, digits or any of - . _ ~ :", slice);
    }

    private FlightCodes Codes(bool isArrival, bool isPartial) => new()
    {
        Airline = Airline(FlightEventField.Airline),
        FlightNumber = FlightNumber(FlightEventField.FlightNumber),
        OperatingAirline = Airline(FlightEventField.OperatingAirline),
        OperatingFlightNumber = FlightNumber(FlightEventField.OperatingFlightNumber),
        Origin = Airport(FlightEventField.Origin, required: !isPartial),
        ArrivalAirport = Airport(FlightEventField.ArrivalAirport),
        Destination = Airport(
            FlightEventField.Destination, required: !isPartial && (!isArrival || !_event[FlightEventField.ArrivalAirport].HasValue)),
    };

    /// <summary>
    /// Checks the form of an airline code. An unknown code is valid: <see cref="Airlines.ToIata"/> returns it unchanged, and it is stored
    /// as published.
    /// </summary>
    private AsciiCode Airline(FlightEventField field) =>
        Code(field, 2, 3, CodeBytes.LettersAndDigits, "2 (IATA) or 3 (ICAO) upper-case letters or digits");

    /// <summary>
    /// Checks a flight number. Lowercase letters are accepted because some systems write the operational suffix, a letter after the number,
    /// in lowercase.
    /// </summary>
    private AsciiCode FlightNumber(FlightEventField field)
    {
        // JSON numbers are accepted, including 805.0, which some libraries write for columns with missing values.
        var slice = _event[field];
        if (slice.Kind == JsonTokenType.Number
            && JsonInteger.TryParse(slice.BytesIn(_json), out var number)
            && number is > 0 and <= MaxFlightNumber)
        {
            Span<byte> digits = stackalloc byte[AsciiCode.MaxLength];
            Utf8Formatter.TryFormat(number, digits, out var length);
            return AsciiCode.From(digits[..length]);
        }

        return Code(field, 1, AsciiCode.MaxLength, CodeBytes.LettersOfAnyCaseAndDigits, "1 to 8 letters or digits");
    }

    /// <summary>
    /// Checks the form of an airport code. An unknown code is valid: <see cref="Airports.ToIata"/> returns it unchanged, and it is stored
    /// as published.
    /// </summary>
    private AsciiCode Airport(FlightEventField field, bool required = false) =>
        Code(field, 3, 4, CodeBytes.Letters, "an airport code: 3 (IATA) or 4 (ICAO) upper-case letters", required);

    /// <summary>
    /// Returns the operating date from the first of these sources that the event contains: <c>operatingDate</c>, a derived flight id, and
    /// the scheduled departure in the origin's time zone. The latter two are used only if the event has a valid scheduled departure. If the
    /// time zone is unknown, the result is the date as written in the scheduled departure.
    /// </summary>
    private DateTime OperatingDate(AsciiCode origin, DateTime scheduledDeparture)
    {
        const FlightEventField field = FlightEventField.OperatingDate;
        if (TryString(field, required: false, out var slice))
        {
            if (Rfc3339.TryParseDate(TextOf(slice), out var date) && date >= Earliest && date < Latest)
                return date;

            Add(field, EventRule.Format, "must be a date between the years 1950 and 2100, such as 2024-05-01", slice);
            return default;
        }

        if (scheduledDeparture == default)
            return default;
        if (!_event.IsInvalid(FlightEventField.FlightId)
            && _event[FlightEventField.FlightId] is { Kind: JsonTokenType.String } id
            && DerivedFlightId.TryReadDate(TextOf(id), out var known) && known >= Earliest && known < Latest)
        {
            return known;
        }

        // A cancellation with a flightId can omit the origin. The flight's operating date remains unchanged.
        if (origin.IsEmpty)
            return default;
        if (Airports.Find(origin)?.LocalDate(scheduledDeparture) is { } local)
            return local;

        Rfc3339.TryParseDate(TextOf(_event[FlightEventField.ScheduledDeparture])[..Rfc3339.DateLength], out var written);
        return written;
    }

    /// <returns>The code in uppercase; empty if the code is absent or invalid.</returns>
    private AsciiCode Code(
        FlightEventField field, int min, int max, SearchValues<byte> allowed, string description, bool required = false)
    {
        if (!TryString(field, required, out var slice))
            return default;

        var text = TextOf(slice);
        if (text.Length >= min && text.Length <= max && !text.ContainsAnyExcept(allowed))
            return AsciiCode.From(text);

        var length = JsonText.CountCharacters(slice.BytesIn(_json));
        Add(field, EventRule.Format, length > max ? $"must be {description}, not {length} characters" : $"must be {description}", slice);
        return default;
    }
}
