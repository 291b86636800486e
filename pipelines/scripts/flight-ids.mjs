// Gives stored events of flights to come, or under way, the ids that newer events of these flights get.

const columns = 'EventId, FlightId, EventType, OccurredAt, Source, DataSchema, Airline, FlightNumber, Origin, Destination, ScheduledDeparture, '
  + 'ScheduledArrival, EstimatedDeparture, EstimatedArrival, ActualDeparture, ActualArrival, Status, DelayMinutes, DistanceKm, Aircraft, Extra, '
  + 'PartitionId, SequenceNumber, EnqueuedAt, IngestedAt, Version, Cleared, OperatingDate, ArrivalAirport, MarketingFlight, DepartureDelayMinutes, '
  + 'ArrivalDelayMinutes';

/** Events from before have no operating date. An id that a publisher gave stays. @param {string} since an ISO time */
const eventsFromBefore = since => `FlightEvents
  | where isnull(OperatingDate) and ScheduledDeparture > datetime(${since}) and isnotempty(Airline) and isnotempty(FlightNumber)
  | where FlightId == strcat(Airline, FlightNumber, '-', format_datetime(ScheduledDeparture, 'yyyyMMdd'), '-', Origin, '-', Destination)`;

const iata = (column, table) => `
  | lookup kind=leftouter (${table} | where isnotempty(Icao) | project ${column} = Icao, KnownIata = Iata) on ${column}
  | extend ${column} = iff(isempty(KnownIata), ${column}, KnownIata)
  | project-away KnownIata`;

/**
 * Adds each event under its new id, then deletes it under the one before: interrupted between, it can be run again, since an event that is stored
 * twice counts once. Runs before FlightStates exists, which would keep what is deleted from its source.
 * @param {(csl: string) => Promise<unknown>} manage runs a command
 */
export async function migrateFlightIds(manage, since) {
  await manage(`.set-or-append FlightEvents <| ${eventsFromBefore(since)}${iata('Airline', 'Airlines')}${iata('Origin', 'Airports')}${iata('Destination', 'Airports')}
  | lookup kind=leftouter (Airports | project Origin = Iata, TimeZone) on Origin
  | extend OperatingDate = startofday(iff(isempty(TimeZone), ScheduledDeparture, datetime_utc_to_local(ScheduledDeparture, TimeZone)))
  | extend FlightNumber = replace_regex(FlightNumber, '^0+([0-9])', '\\\\1')
  | extend FlightId = strcat(Airline, FlightNumber, '-', format_datetime(OperatingDate, 'yyyyMMdd'), '-', Origin)
  | project ${columns}`);
  await manage(`.delete table FlightEvents records <| ${eventsFromBefore(since)}`);
}
