namespace LatamFunctions.Events;

/// <summary>The properties of an event, and the attributes of a CloudEvents envelope that can replace them.</summary>
internal enum FlightEventField
{
    EventId,
    EventType,
    OccurredAt,
    Source,
    DataSchema,
    FlightId,
    Airline,
    FlightNumber,
    Origin,
    Destination,
    ScheduledDeparture,
    ScheduledArrival,
    EstimatedDeparture,
    EstimatedArrival,
    ActualDeparture,
    ActualArrival,
    Status,
    DelayMinutes,
    DistanceKm,
    Aircraft,
    SchemaVersion,
    OperatingDate,
    OperatingAirline,
    OperatingFlightNumber,
    ArrivalAirport,
    DepartureDelayMinutes,
    ArrivalDelayMinutes,
    ClearedProperties,

    // CloudEvents 1.0 context attributes, and the event they carry.
    SpecVersion,
    Id,
    Type,
    Time,
    Data,
    DataBase64,

    // The counterparts of a CloudEvent's time and source in an Event Grid event.
    EventTime,
    Topic,

    /// <summary>Any other property, which is stored in the column Extra.</summary>
    Other,
}
