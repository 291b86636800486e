// Gives events that an earlier release stored the codes and the flight ids that newer events of their flights get.

const columns = 'EventId, FlightId, EventType, OccurredAt, Source, DataSchema, Airline, FlightNumber, Origin, Destination, '
  + 'ScheduledDeparture, ScheduledArrival, EstimatedDeparture, EstimatedArrival, ActualDeparture, ActualArrival, Status, DelayMinutes, '
  + 'DistanceKm, Aircraft, Extra, PartitionId, SequenceNumber, EnqueuedAt, IngestedAt, Version, Cleared, OperatingDate, ArrivalAirport, '
  + 'MarketingFlight, DepartureDelayMinutes, ArrivalDelayMinutes, Envelope';

/**
 * Events from before have no operating date, and no rank of the event type in their Version. Those that the release before stores while
 * this runs are left to the next run, and the copies that this makes end with a slash: copying and deleting must see the same rows.
 */
const before = `isnull(OperatingDate) and substring(Version, 30, 1) != '/' and Version !endswith '/'
    and IngestedAt <= datetime(${new Date().toISOString()})`;

/** Flights in the future or in progress whose id was derived from airline, number, UTC date and route. A publisher's own id stays. */
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

/** The number without the code in front, if digits follow it. */
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

/** Deletes what the query selects. Streamed rows may escape a deletion, and a view that is being refreshed may reject it. */
async function deleteAll(database, entity, records) {
  await database.until(`The deletion from ${entity}`, async () => {
    const [{ Count: count }] = await database.query(`${records} | count`);
    if (Number(count) === 0) return true;
    try {
      await database.manageInBackground(`.delete async ${entity} records <| ${records}`);
    } catch (error) {
      if ([401, 403].includes(error.status)) throw error;
      console.log(`The deletion from ${entity} is tried again: ${error.message}`);
    }
    return false;
  });
}

/** From each node, since the result of a year of events exceeds what one node should ingest at once. */
const storeEvents = (database, events) =>
  database.manageInBackground(`.set-or-append async FlightEvents with (distributed = true) <| ${events}`);

/**
 * Stores the events of past flights, and of flights with an id that the publisher gave, with the codes by which the API searches. Their
 * ids stay. The Version of a copy is greater than that of its original, and less than that of any later event: in FlightStates, which has
 * the original already if it was stored after the creation of the view, the copy takes its place. Interrupted between its two commands, it
 * can be run again: an event that is stored twice counts once.
 * @param {{query: Function, manageInBackground: Function, until: Function}} database
 * @param {string} since an ISO time: the ids of flights that depart later are derived again, by migrateFlightIds
 * @param {string} [ingestedAfter] an ISO time; with it, the copies have a new IngestedAt, so that readers of changes receive them
 * @returns {Promise<number>} the number of events
 */
export async function normalizeCodes(database, since, ingestedAfter) {
  const records = eventsWithOtherCodes(since, ingestedAfter ?? '0001-01-01');
  const [{ Count: count }] = await database.query(`${records} | count`);
  if (Number(count) === 0) return 0;
  console.log(`${count} events get IATA codes and numbers without leading zeros.`);
  await storeEvents(database, `${records}${normalized}${ingestedAfter ? ' | extend IngestedAt = now()' : ''} | project ${columns}`);
  await deleteAll(database, 'table FlightEvents', records);
  return Number(count);
}

/**
 * Once FlightStates exists: stores the events of flights in the future or in progress under their new ids, and deletes those under
 * the previous ids from the events and from the view. A second run, after the end of the previous release, does so for the events that
 * this release stored in the meantime.
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
