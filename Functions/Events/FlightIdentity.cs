namespace LatamFunctions.Events;

/// <summary>
/// The identity of a flight, computed from a single event. The parts that form the flight id are the same for all events of the flight.
/// </summary>
/// <param name="Operating">The designator of the operating flight, regardless of the number under which the flight is sold.</param>
/// <param name="Marketing">
/// The designator of a codeshare; empty if the event was published under the designator of the operating flight.
/// </param>
/// <param name="Origin">The scheduled departure airport.</param>
/// <param name="Destination">The scheduled arrival airport; empty if the event omits the airport.</param>
/// <param name="ArrivalAirport">The actual arrival airport; empty if the event omits the airport.</param>
/// <param name="OperatingDate">The operating date, at midnight.</param>
internal readonly record struct FlightIdentity(
    FlightDesignator Operating,
    FlightDesignator Marketing,
    AsciiCode Origin,
    AsciiCode Destination,
    AsciiCode ArrivalAirport,
    DateTime OperatingDate)
{
    /// <summary>The size of the buffer that <see cref="WriteId"/> requires.</summary>
    public const int MaxIdLength = 4 * AsciiCode.MaxLength;

    /// <param name="codes">The codes of the event.</param>
    /// <param name="isArrival">
    /// Whether events of this type report the actual arrival airport as the destination. The value is used only if the event has no
    /// <c>arrivalAirport</c>.
    /// </param>
    /// <param name="operatingDate">The operating date of the flight.</param>
    public static FlightIdentity From(in FlightCodes codes, bool isArrival, DateTime operatingDate)
    {
        var published = FlightDesignator.From(codes.Airline, codes.FlightNumber);
        var operating = codes.OperatingAirline.IsEmpty && codes.OperatingFlightNumber.IsEmpty
            ? published
            : FlightDesignator.From(
                codes.OperatingAirline.IsEmpty ? codes.Airline : codes.OperatingAirline,
                codes.OperatingFlightNumber.IsEmpty ? published.Number : codes.OperatingFlightNumber);
        var destination = Airports.ToIata(codes.Destination);
        var statesBoth = !isArrival || !codes.ArrivalAirport.IsEmpty;
        return new FlightIdentity(
            operating,
            published.IsComplete && published != operating ? published : default,
            Airports.ToIata(codes.Origin),
            statesBoth ? destination : default,
            statesBoth ? Airports.ToIata(codes.ArrivalAirport) : destination,
            operatingDate);
    }

    /// <summary>
    /// Writes the flight id. The id does not contain the destination, because after a diversion, a publisher might send only the new
    /// destination.
    /// <list type="bullet">
    /// <item>The id consists of airline, number, operating date and origin: <c>LA805-20240501-SCL</c>.</item>
    /// <item>If the airline or the number is unknown, the id consists of the route and the scheduled departure in UTC:
    /// <c>SCL-LIM-20240501T1020Z</c>.</item>
    /// </list>
    /// </summary>
    /// <returns>The number of bytes written.</returns>
    public int WriteId(DateTime scheduledDeparture, Span<byte> destination)
    {
        var id = new CodeWriter(destination);
        if (Operating.IsComplete)
        {
            id.Add(Operating.Airline);
            id.Add(Operating.Number);
            id.Add((byte)'-');
            id.AddDate(OperatingDate);
            id.Add((byte)'-');
            id.Add(Origin);
        }
        else
        {
            id.Add(Origin);
            id.Add((byte)'-');
            id.Add(Destination.IsEmpty ? ArrivalAirport : Destination);
            id.Add((byte)'-');
            id.AddDate(scheduledDeparture);
            id.Add((byte)'T');
            id.AddNumber(scheduledDeparture.Hour, 2);
            id.AddNumber(scheduledDeparture.Minute, 2);
            id.Add((byte)'Z');
        }

        return id.Length;
    }

    private ref struct CodeWriter(Span<byte> destination)
    {
        private readonly Span<byte> _destination = destination;

        public int Length { get; private set; }

        public void Add(byte character) => _destination[Length++] = character;

        public void Add(AsciiCode code) => Length += code.Write(_destination[Length..]);

        public void AddDate(DateTime date)
        {
            AddNumber(date.Year, 4);
            AddNumber(date.Month, 2);
            AddNumber(date.Day, 2);
        }

        public void AddNumber(int value, int digits)
        {
            var text = _destination.Slice(Length, digits);
            text.Fill((byte)'0');
            Rfc3339.WriteDigits(text, value);
            Length += digits;
        }
    }
}
