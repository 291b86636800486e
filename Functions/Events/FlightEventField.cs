namespace LatamFunctions.Events;

/// <summary>The properties of an event, and the envelope attributes that can supply their values.</summary>
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

    // The context attributes of CloudEvents 1.0, and the event in the envelope.
    SpecVersion,
    Id,
    Type,
    Time,
    Data,
    DataBase64,

    // The Event Grid counterparts of the CloudEvents attributes time and source.
    EventTime,
    Topic,

    /// <summary>Any other property, which is stored in the column Extra.</summary>
    Other,
}
