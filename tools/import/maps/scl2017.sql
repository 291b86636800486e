-- Departures from Santiago (SCL) in 2017, a data set that many courses use. The columns Fecha-I, Vlo-I, Ori-I, Des-I and Emp-I contain the
-- planned flight, and the columns that end in -O contain the operated flight. Times are local to Santiago. Codes are ICAO codes.
WITH field AS (
    SELECT
        n,
        r,
        try_strptime(r ->> 'Fecha-I', ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M', '%d/%m/%Y %H:%M', '%d-%m-%Y %H:%M']) AS planned,
        try_strptime(r ->> 'Fecha-O', ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M', '%d/%m/%Y %H:%M', '%d-%m-%Y %H:%M']) AS flown
    FROM input
)
SELECT
    n,
    CASE
        WHEN planned IS NULL THEN 'no scheduled departure: Fecha-I is missing or not a time: ' || coalesce(r ->> 'Fecha-I', 'none')
    END AS rejected,
    concat_ws('-', 'scl2017', strftime(planned, '%Y%m%d%H%M'), coalesce(r ->> 'Emp-I', r ->> 'Emp-O'),
        flight_number(coalesce(r ->> 'Vlo-I', r ->> 'Vlo-O')), coalesce(r ->> 'Des-I', r ->> 'Des-O')) AS eventId,
    CASE WHEN flown IS NULL THEN 'FlightScheduled' ELSE 'FlightDeparted' END AS eventType,
    utc(coalesce(flown, planned), 'America/Santiago') AS occurredAt,
    coalesce(r ->> 'Emp-I', r ->> 'Emp-O') AS airline,
    flight_number(coalesce(r ->> 'Vlo-I', r ->> 'Vlo-O')) AS flightNumber,
    coalesce(r ->> 'Ori-I', r ->> 'Ori-O') AS origin,
    coalesce(r ->> 'Des-I', r ->> 'Des-O') AS destination,
    CAST(planned AS DATE) AS operatingDate,
    utc(planned, 'America/Santiago') AS scheduledDeparture,
    utc(flown, 'America/Santiago') AS actualDeparture,
    CAST(date_diff('second', utc(planned, 'America/Santiago'), utc(flown, 'America/Santiago')) // 60 AS INTEGER) AS departureDelayMinutes,
    r ->> 'TIPOVUELO' AS tipoVuelo,
    r ->> 'OPERA' AS opera,
    r ->> 'SIGLADES' AS siglaDes
FROM field
