-- On-time performance data from the US Bureau of Transportation Statistics (transtats.bts.gov), with the column names of both download
-- formats. Times of day are local to the airport, delays are in minutes, and distances are in miles.
WITH field AS (
    SELECT
        n,
        coalesce(
            try_cast(coalesce(r ->> 'FlightDate', r ->> 'FL_DATE') AS DATE),
            CAST(try_strptime(r ->> 'FL_DATE', ['%m/%d/%Y %I:%M:%S %p', '%m/%d/%Y']) AS DATE)) AS day,
        coalesce(
            r ->> 'Reporting_Airline', r ->> 'OP_UNIQUE_CARRIER', r ->> 'OP_CARRIER', r ->> 'UniqueCarrier', r ->> 'Carrier') AS airline,
        flight_number(coalesce(
            r ->> 'Flight_Number_Reporting_Airline', r ->> 'OP_CARRIER_FL_NUM', r ->> 'FlightNum', r ->> 'FL_NUM')) AS number,
        coalesce(r ->> 'Origin', r ->> 'ORIGIN') AS origin,
        coalesce(r ->> 'Dest', r ->> 'DEST') AS destination,
        coalesce(r ->> 'Tail_Number', r ->> 'TAIL_NUM', r ->> 'TailNum') AS aircraft,
        coalesce(r ->> 'CRSDepTime', r ->> 'CRS_DEP_TIME') AS planned_departure,
        coalesce(r ->> 'CRSArrTime', r ->> 'CRS_ARR_TIME') AS planned_arrival,
        minutes(coalesce(r ->> 'CRSElapsedTime', r ->> 'CRS_ELAPSED_TIME')) AS planned_minutes,
        minutes(coalesce(r ->> 'DepDelay', r ->> 'DEP_DELAY')) AS departure_delay,
        minutes(coalesce(r ->> 'ArrDelay', r ->> 'ARR_DELAY', r ->> 'DivArrDelay', r ->> 'DIV_ARR_DELAY')) AS arrival_delay,
        try_cast(coalesce(r ->> 'Distance', r ->> 'DISTANCE') AS DOUBLE) AS miles,
        minutes(coalesce(r ->> 'Cancelled', r ->> 'CANCELLED')) = 1 AS is_cancelled,
        minutes(coalesce(r ->> 'Diverted', r ->> 'DIVERTED')) = 1 AS is_diverted,
        coalesce(r ->> 'CancellationCode', r ->> 'CANCELLATION_CODE') AS cancellation_code,
        -- The last airport of a diversion. A diverted flight that finally reached its destination counts as arrived at the destination.
        coalesce(minutes(coalesce(r ->> 'DivReachedDest', r ->> 'DIV_REACHED_DEST')) = 1, false) AS reached_destination,
        nullif(coalesce(
            nullif(r ->> 'Div5Airport', ''), nullif(r ->> 'Div4Airport', ''), nullif(r ->> 'Div3Airport', ''),
            nullif(r ->> 'Div2Airport', ''),
            nullif(r ->> 'DIV5_AIRPORT', ''), nullif(r ->> 'DIV4_AIRPORT', ''), nullif(r ->> 'DIV3_AIRPORT', ''),
            nullif(r ->> 'DIV2_AIRPORT', ''),
            r ->> 'Div1Airport', r ->> 'DIV1_AIRPORT'), '') AS diverted_to
    FROM input
),
timed AS (
    SELECT
        field.*,
        o.TimeZone AS zone,
        utc(clock(day, planned_departure), o.TimeZone) AS scheduled_departure,
        utc(clock(day, planned_arrival), d.TimeZone) AS arrival_that_day
    FROM field LEFT JOIN airports o ON o.Iata = origin LEFT JOIN airports d ON d.Iata = destination
),
flight AS (
    SELECT
        *,
        coalesce(
            scheduled_departure + to_minutes(planned_minutes),
            CASE WHEN arrival_that_day < scheduled_departure THEN arrival_that_day + INTERVAL 1 DAY ELSE arrival_that_day END)
            AS scheduled_arrival,
        scheduled_departure + to_minutes(departure_delay) AS actual_departure
    FROM timed
)
SELECT
    n,
    CASE
        WHEN zone IS NULL THEN 'the time zone of the origin is unknown: ' || coalesce(origin, 'it is missing')
        WHEN scheduled_departure IS NULL
            THEN 'no scheduled departure: the date or CRSDepTime (hhmm) is missing or invalid: ' || coalesce(planned_departure, 'none')
    END AS rejected,
    concat_ws('-', 'bts', strftime(day, '%Y%m%d'), airline, number, origin, destination) AS eventId,
    CASE
        WHEN is_cancelled THEN 'FlightCancelled'
        WHEN is_diverted AND reached_destination THEN 'FlightArrived'
        WHEN is_diverted AND diverted_to IS NOT NULL THEN 'FlightDiverted'
        WHEN is_diverted THEN 'FlightDeparted'
        WHEN arrival_delay IS NOT NULL THEN 'FlightArrived'
        WHEN departure_delay IS NOT NULL THEN 'FlightDeparted'
        ELSE 'FlightScheduled'
    END AS eventType,
    CASE
        WHEN is_cancelled THEN scheduled_departure
        ELSE coalesce(scheduled_arrival + to_minutes(arrival_delay), actual_departure, scheduled_departure)
    END AS occurredAt,
    airline,
    number AS flightNumber,
    origin,
    destination,
    day AS operatingDate,
    scheduled_departure AS scheduledDeparture,
    scheduled_arrival AS scheduledArrival,
    CASE WHEN NOT is_cancelled OR is_cancelled IS NULL THEN actual_departure END AS actualDeparture,
    scheduled_arrival + to_minutes(arrival_delay) AS actualArrival,
    departure_delay AS departureDelayMinutes,
    arrival_delay AS arrivalDelayMinutes,
    CASE WHEN is_diverted AND NOT reached_destination THEN diverted_to WHEN arrival_delay IS NOT NULL THEN destination END
        AS arrivalAirport,
    CASE WHEN is_cancelled THEN 'Cancelled' WHEN is_diverted THEN 'Diverted' END AS status,
    round(miles * 1.609344, 1) AS distanceKm,
    aircraft,
    cancellation_code AS cancellationCode
FROM flight
