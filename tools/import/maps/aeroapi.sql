-- records: flights, arrivals, departures, scheduled_arrivals, scheduled_departures
-- FlightAware AeroAPI 4: the responses of /flights/{ident} and /airports/{id}/flights, as JSON pages or as JSON Lines with one flight per
-- line. Delays are in seconds, and distances are in statute miles.
WITH field AS (
    SELECT
        n,
        r,
        coalesce(iso_time(r ->> 'scheduled_out'), iso_time(r ->> 'scheduled_off')) AS scheduled_departure,
        coalesce(iso_time(r ->> 'scheduled_in'), iso_time(r ->> 'scheduled_on')) AS scheduled_arrival,
        coalesce(iso_time(r ->> 'actual_out'), iso_time(r ->> 'actual_off')) AS actual_departure,
        coalesce(iso_time(r ->> 'actual_in'), iso_time(r ->> 'actual_on')) AS actual_arrival,
        minutes(CAST(try_cast(r ->> 'departure_delay' AS DOUBLE) / 60 AS VARCHAR)) AS departure_delay,
        minutes(CAST(try_cast(r ->> 'arrival_delay' AS DOUBLE) / 60 AS VARCHAR)) AS arrival_delay,
        coalesce(r ->> '$.destination.code_iata', r ->> '$.destination.code_icao', r ->> '$.destination.code') AS destination,
        (r ->> 'cancelled') = 'true' AS is_cancelled,
        (r ->> 'diverted') = 'true' AS is_diverted
    FROM input
)
SELECT
    n,
    CASE
        WHEN scheduled_departure IS NULL THEN 'no scheduled departure: scheduled_out and scheduled_off are missing or not RFC 3339 times'
    END AS rejected,
    concat_ws('-', r ->> 'fa_flight_id', fingerprint(r)) AS eventId,
    CASE
        WHEN is_cancelled THEN 'FlightCancelled'
        WHEN is_diverted THEN 'FlightCorrected'
        WHEN actual_arrival IS NOT NULL THEN 'FlightArrived'
        WHEN actual_departure IS NOT NULL THEN 'FlightDeparted'
        WHEN departure_delay > 0 THEN 'FlightDelayed'
        ELSE 'FlightScheduled'
    END AS eventType,
    CASE WHEN is_cancelled OR is_diverted THEN file_time() ELSE coalesce(actual_arrival, actual_departure, file_time()) END AS occurredAt,
    coalesce(r ->> 'operator_iata', r ->> 'operator_icao', r ->> 'operator') AS airline,
    r ->> 'flight_number' AS flightNumber,
    coalesce(r ->> '$.origin.code_iata', r ->> '$.origin.code_icao', r ->> '$.origin.code') AS origin,
    destination,
    CASE WHEN actual_arrival IS NOT NULL AND is_diverted IS NOT TRUE THEN destination END AS arrivalAirport,
    scheduled_departure AS scheduledDeparture,
    scheduled_arrival AS scheduledArrival,
    coalesce(iso_time(r ->> 'estimated_out'), iso_time(r ->> 'estimated_off')) AS estimatedDeparture,
    coalesce(iso_time(r ->> 'estimated_in'), iso_time(r ->> 'estimated_on')) AS estimatedArrival,
    actual_departure AS actualDeparture,
    actual_arrival AS actualArrival,
    departure_delay AS departureDelayMinutes,
    arrival_delay AS arrivalDelayMinutes,
    CASE WHEN is_cancelled THEN 'Cancelled' WHEN is_diverted THEN 'Diverted' ELSE r ->> 'status' END AS status,
    round(try_cast(r ->> 'route_distance' AS DOUBLE) * 1.609344, 1) AS distanceKm,
    coalesce(r ->> 'registration', r ->> 'aircraft_type') AS aircraft,
    r ->> 'ident' AS ident
FROM field
