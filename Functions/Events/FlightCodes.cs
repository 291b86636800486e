namespace LatamFunctions.Events;

/// <summary>The codes in an event as published, in uppercase. Codes that the event omits are empty.</summary>
internal struct FlightCodes
{
    public AsciiCode Airline;
    public AsciiCode FlightNumber;
    public AsciiCode OperatingAirline;
    public AsciiCode OperatingFlightNumber;
    public AsciiCode Origin;
    public AsciiCode Destination;
    public AsciiCode ArrivalAirport;
}
