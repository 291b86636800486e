// Updates the codes and flight ids of events that an earlier release stored, so that they match the codes and ids of newer events.

const columns = 'EventId, FlightId, EventType, OccurredAt, Source, DataSchema, Airline, FlightNumber, Origin, Destination, '
  + 'ScheduledDeparture, ScheduledArrival, EstimatedDeparture, EstimatedArrival, ActualDeparture, ActualArrival, Status, DelayMinutes, '
  + 'DistanceKm, Aircraft, Extra, PartitionId, SequenceNumber, EnqueuedAt, IngestedAt, Version, Cleared, OperatingDate, ArrivalAirport, '
  + 'MarketingFlight, DepartureDelayMinutes, ArrivalDelayMinutes, Envelope';

/**
 * Selects events from earlier releases, which have no operating date and no rank of the event type in their Version. Excludes
 * events that the previous release stores during a run, and copies from this script, whose Version ends with a slash, so that the copy and
 * the deletion process the same rows.
 */
const before = `isnull(OperatingDate) and substring(Version, 30, 1) != '/' and Version !endswith '/'
    and IngestedAt <= datetime(${new Date().toISOString()})`;

/** Selects future and current flights whose id was derived from airline, number, UTC date and route. A publisher's id is not changed. */
const isDerived = (since, destination) => `ScheduledDeparture > datetime(${since}) and isnotempty(Airline) and isnotempty(FlightNumber)
    and FlightId == strcat(Airline, FlightNumber, '-', format_datetime(ScheduledDeparture, 'yyyyMMdd'), '-', Origin, '-', ${destination})`;

const eventsWithDerivedIds = since => `FlightEvents | where ${before} | where ${isDerived(since, 'Destination')}`;
const statesWithDerivedIds = since => `FlightStates | where ${before}
  | where ${isDerived(since, 'iff(isempty(Destination), ArrivalAirport, Destination)')}`;
const eventsWithOtherCodes = (since, ingestedAfter) => `FlightEvents | where ${before} and IngestedAt > datetime(${ingestedAfter})
  | where not(${isDerived(since, 'Destination')})
  | where strlen(Airline) == 3 or strlen(Origin) == 4 or strlen(Destination) == 4 or FlightNumber startswith '0'`;

const iata = (column, table) => `
  | lookup kind=leftouter (${table} | where isnotempty(Icao) | summarize KnownIata = take_any(Iata) by ${column} = Icao) on ${column}
  | extend ${column} = iff(isempty(KnownIata), ${column}, KnownIata)
  | project-away KnownIata`;

/** Removes the airline's code from the beginning of the flight number if digits follow it. */
const withoutPrefix = code => `
  | extend FlightNumber = iff(
      isnotempty(${code}) and FlightNumber startswith_cs ${code} and isnotnull(toint(substring(FlightNumber, strlen(${code}), 1))),
      substring(FlightNumber, strlen(${code})), FlightNumber)`;

const normalized = `${withoutPrefix('Airline')}${iata('Airline', 'Airlines')}${iata('Origin', 'Airports')}${iata('Destination', 'Airports')}
  | lookup kind=leftouter (Airlines | summarize AirlineIcao = take_any(Icao) by Airline = Iata) on Airline
  ${withoutPrefix('Airline')}${withoutPrefix('AirlineIcao')}
  | lookup kind=leftouter (Airports | summarize TimeZone = take_any(TimeZone) by Origin = Iata) on Origin
  | extend OperatingDate = startofday(iff(isempty(TimeZone), ScheduledDeparture, datetime_utc_to_local(ScheduledDeparture, TimeZone)))
  | extend FlightNumber = replace_regex(FlightNumber, '^0+([0-9])', '\\\\1')
  | extend Version = strcat(Version, '/')`;

const newId = `strcat(Airline, FlightNumber, '-', format_datetime(OperatingDate, 'yyyyMMdd'), '-', Origin)`;

/**
 * Deletes the selected records repeatedly until no record is left. A deletion can miss streamed rows, and a view that is being refreshed
 * can reject a deletion.
 */
async function deleteAll(database, entity, records) {
  await database.until(`The deletion from ${entity}`, async () => {
    const [{ Count: count }] = await database.query(`${records} | count`);
    if (Number(count) === 0) return true;
    try {
      await database.manageInBackground(`.delete async ${entity} records <| ${records}`);
    } catch (error) {
      if ([401, 403].includes(error.status)) throw error;
      console.log(`The deletion from ${entity} is retried: ${error.message}`);
    }
    return false;
  });
}

/** Stores events with distributed ingestion, because the events of a year are too many for one node. */
const storeEvents = (database, events) =>
  database.manageInBackground(`.set-or-append async FlightEvents with (distributed = true) <| ${events}`);

/**
 * Replaces the codes in events of past flights, and of flights with an id from the publisher, with the codes by which the API searches.
 * The ids of these events are not changed. The Version of a copy is greater than the Version of its original and less than the Version of
 * any later event, so the copy replaces the original in FlightStates if the view already contains the original. After an interruption
 * between the function's two commands, the function can be run again, because an event that is stored twice counts once.
 * @param {{query: Function, manageInBackground: Function, until: Function}} database
 * @param {string} since an ISO time; migrateFlightIds derives the ids of flights that depart later
 * @param {string} [ingestedAfter] an ISO time; if specified, the copies have a new IngestedAt, so that clients that read changes receive
 * the copies
 * @returns {Promise<number>} the number of events
 */
export async function normalizeCodes(database, since, ingestedAfter) {
  const records = eventsWithOtherCodes(since, ingestedAfter ?? '0001-01-01');
  const [{ Count: count }] = await database.query(`${records} | count`);
  if (Number(count) === 0) return 0;
  console.log(`${count} events are updated with IATA codes and numbers without leading zeros.`);
  await storeEvents(database, `${records}${normalized}${ingestedAfter ? ' | extend IngestedAt = now()' : ''} | project ${columns}`);
  await deleteAll(database, 'table FlightEvents', records);
  return Number(count);
}

/**
 * Stores the events of future and current flights under their new ids, and deletes the previous ids from the events and from the view
 * FlightStates, which must exist. A second run, after the previous release has ended, processes the events that the previous release
 * stored in the meantime.
 * @returns {Promise<number>} the number of events
 */
export async function migrateFlightIds(database, since) {
  const [{ Count: count }] = await database.query(`${eventsWithDerivedIds(since)} | count`);
  if (Number(count) === 0) return 0;
  await storeEvents(database, `${eventsWithDerivedIds(since)}${normalized}
  | extend FlightId = ${newId}, IngestedAt = now() | project ${columns}`);
  await deleteAll(database, 'table FlightEvents', eventsWithDerivedIds(since));
  await deleteAll(database, 'materialized-view FlightStates', statesWithDerivedIds(since));
  return Number(count);
}
