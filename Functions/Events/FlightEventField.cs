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

    /// <summary>Any other property: it goes to the column Extra.</summary>
    Other,
}

internal static class FlightEventFields
{
    /// <summary>The number of fields with a slot: all but <see cref="FlightEventField.Other"/>.</summary>
    public const int Count = (int)FlightEventField.Other;

    /// <summary>Bytes of the longest name.</summary>
    public const int LongestName = 21;

    private static readonly string[] Names =
    [
        "eventId", "eventType", "occurredAt", "source", "dataSchema", "flightId", "airline", "flightNumber", "origin", "destination",
        "scheduledDeparture", "scheduledArrival", "estimatedDeparture", "estimatedArrival", "actualDeparture", "actualArrival",
        "status", "delayMinutes", "distanceKm", "aircraft", "schemaVersion", "operatingDate", "operatingAirline", "operatingFlightNumber",
        "arrivalAirport", "departureDelayMinutes", "arrivalDelayMinutes", ClearedProperties.Name, "specversion", "id",
        "type", "time", "data",
        "data_base64", "eventTime", "topic",
    ];

    /// <summary>The JSON property as publishers write it.</summary>
    public static string Name(FlightEventField field) => Names[(int)field];

    /// <summary>Those whose values are numbers.</summary>
    public static IReadOnlyList<FlightEventField> Numbers { get; } =
    [
        FlightEventField.DelayMinutes,
        FlightEventField.DistanceKm,
        FlightEventField.DepartureDelayMinutes,
        FlightEventField.ArrivalDelayMinutes,
    ];

    /// <summary>Whether the field belongs to the envelope alone, and is an ordinary unknown property anywhere else.</summary>
    public static bool IsEnvelopeOnly(FlightEventField field) =>
        field is >= FlightEventField.SpecVersion and <= FlightEventField.Topic or FlightEventField.Source or FlightEventField.DataSchema;

    /// <summary>Whether the field is a property of the flight; the others describe the event.</summary>
    public static bool IsFlightProperty(FlightEventField field) => field
        is (> FlightEventField.FlightId and < FlightEventField.SchemaVersion)
            or (> FlightEventField.SchemaVersion and < FlightEventField.ClearedProperties);

    /// <summary>
    /// Case-sensitive, except that CloudEvents spells <c>dataschema</c> in lower case. By length first: most names differ in it.
    /// </summary>
    public static FlightEventField Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("id"u8) => FlightEventField.Id,
        4 when name.SequenceEqual("time"u8) => FlightEventField.Time,
        4 when name.SequenceEqual("type"u8) => FlightEventField.Type,
        4 when name.SequenceEqual("data"u8) => FlightEventField.Data,
        5 when name.SequenceEqual("topic"u8) => FlightEventField.Topic,
        6 when name.SequenceEqual("origin"u8) => FlightEventField.Origin,
        6 when name.SequenceEqual("status"u8) => FlightEventField.Status,
        6 when name.SequenceEqual("source"u8) => FlightEventField.Source,
        7 when name.SequenceEqual("eventId"u8) => FlightEventField.EventId,
        7 when name.SequenceEqual("airline"u8) => FlightEventField.Airline,
        8 when name.SequenceEqual("flightId"u8) => FlightEventField.FlightId,
        8 when name.SequenceEqual("aircraft"u8) => FlightEventField.Aircraft,
        9 when name.SequenceEqual("eventType"u8) => FlightEventField.EventType,
        9 when name.SequenceEqual("eventTime"u8) => FlightEventField.EventTime,
        10 when name.SequenceEqual("occurredAt"u8) => FlightEventField.OccurredAt,
        10 when name.SequenceEqual("distanceKm"u8) => FlightEventField.DistanceKm,
        10 when name.SequenceEqual("dataSchema"u8) || name.SequenceEqual("dataschema"u8) => FlightEventField.DataSchema,
        11 when name.SequenceEqual("destination"u8) => FlightEventField.Destination,
        11 when name.SequenceEqual("specversion"u8) => FlightEventField.SpecVersion,
        11 when name.SequenceEqual("data_base64"u8) => FlightEventField.DataBase64,
        12 when name.SequenceEqual("flightNumber"u8) => FlightEventField.FlightNumber,
        12 when name.SequenceEqual("delayMinutes"u8) => FlightEventField.DelayMinutes,
        13 when name.SequenceEqual("actualArrival"u8) => FlightEventField.ActualArrival,
        13 when name.SequenceEqual("schemaVersion"u8) => FlightEventField.SchemaVersion,
        13 when name.SequenceEqual("operatingDate"u8) => FlightEventField.OperatingDate,
        14 when name.SequenceEqual("arrivalAirport"u8) => FlightEventField.ArrivalAirport,
        15 when name.SequenceEqual("actualDeparture"u8) => FlightEventField.ActualDeparture,
        17 when name.SequenceEqual("clearedProperties"u8) => FlightEventField.ClearedProperties,
        16 when name.SequenceEqual("scheduledArrival"u8) => FlightEventField.ScheduledArrival,
        16 when name.SequenceEqual("estimatedArrival"u8) => FlightEventField.EstimatedArrival,
        16 when name.SequenceEqual("operatingAirline"u8) => FlightEventField.OperatingAirline,
        18 when name.SequenceEqual("scheduledDeparture"u8) => FlightEventField.ScheduledDeparture,
        18 when name.SequenceEqual("estimatedDeparture"u8) => FlightEventField.EstimatedDeparture,
        19 when name.SequenceEqual("arrivalDelayMinutes"u8) => FlightEventField.ArrivalDelayMinutes,
        21 when name.SequenceEqual("departureDelayMinutes"u8) => FlightEventField.DepartureDelayMinutes,
        21 when name.SequenceEqual("operatingFlightNumber"u8) => FlightEventField.OperatingFlightNumber,
        _ => FlightEventField.Other,
    };
}
