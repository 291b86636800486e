-- Flights from the OpenSky Network: responses of the API's /flights/* (JSON), or published flight lists (CSV, Parquet). OpenSky
-- reconstructs flights from positions, so they have no schedule. Before the import, add a property scheduledDeparture (RFC 3339) to each
-- record. Records without the property are rejected. State vectors (/states/*) are positions, not flights.
WITH field AS (
    SELECT
        n,
        r,
        trim(coalesce(r ->> 'callsign', '')) AS callsign,
        iso_time(r ->> 'scheduledDeparture') AS scheduled,
        coalesce(epoch_time(coalesce(r ->> 'firstSeen', r ->> 'firstseen')), iso_time(r ->> 'firstseen')) AS first_seen,
        coalesce(epoch_time(coalesce(r ->> 'lastSeen', r ->> 'lastseen')), iso_time(r ->> 'lastseen')) AS last_seen,
        coalesce(r ->> 'estArrivalAirport', r ->> 'destination') AS destination
    FROM input
)
SELECT
    n,
    CASE
        WHEN (r -> 'states') IS NOT NULL THEN 'state vectors are positions of aircraft, not flights; import /flights'
        WHEN (r ->> 'scheduledDeparture') IS NULL
            THEN 'no scheduled departure: OpenSky knows when a flight was seen, not its schedule; add scheduledDeparture to the record'
        WHEN scheduled IS NULL THEN 'scheduledDeparture is not an RFC 3339 time: ' || (r ->> 'scheduledDeparture')
    END AS rejected,
    concat_ws('-', 'opensky', r ->> 'icao24', coalesce(r ->> 'firstSeen', r ->> 'firstseen')) AS eventId,
    CASE WHEN destination IS NULL OR last_seen IS NULL THEN 'FlightDeparted' ELSE 'FlightArrived' END AS eventType,
    coalesce(last_seen, first_seen) AS occurredAt,
    nullif(regexp_extract(callsign, '^([A-Z]{3})([0-9][0-9A-Z]*)$', 1), '') AS airline,
    nullif(regexp_extract(callsign, '^([A-Z]{3})([0-9][0-9A-Z]*)$', 2), '') AS flightNumber,
    coalesce(r ->> 'estDepartureAirport', r ->> 'origin') AS origin,
    destination,
    destination AS arrivalAirport,
    scheduled AS scheduledDeparture,
    iso_time(r ->> 'scheduledArrival') AS scheduledArrival,
    first_seen AS actualDeparture,
    CASE WHEN destination IS NOT NULL THEN last_seen END AS actualArrival,
    coalesce(r ->> 'registration', r ->> 'typecode') AS aircraft,
    callsign,
    r ->> 'icao24' AS icao24
FROM field
