-- records: FlightLeg
-- IATA AIDX (IATA_AIDX_FlightLegNotifRQ, IATA_AIDX_FlightLegRS): XML with one FlightLeg per flight. A departure airport sends the
-- times OFB and TKO, and an arrival airport sends the times ONB and TDN. A leg without a scheduled departure (OFB, SCT) is rejected.
WITH field AS (
    SELECT
        n,
        r,
        upper(coalesce(xml(r, 'LegData/OperationalStatus'), '')) AS code,
        iso_time(operation_time(r, 'OFB', 'SCT')) AS scheduled_departure,
        iso_time(operation_time(r, 'ONB', 'SCT')) AS scheduled_arrival,
        iso_time(coalesce(operation_time(r, 'OFB', 'EST'), operation_time(r, 'TKO', 'EST'))) AS estimated_departure,
        iso_time(coalesce(operation_time(r, 'ONB', 'EST'), operation_time(r, 'TDN', 'EST'))) AS estimated_arrival,
        iso_time(coalesce(operation_time(r, 'OFB', 'ACT'), operation_time(r, 'TKO', 'ACT'))) AS actual_departure,
        iso_time(coalesce(operation_time(r, 'ONB', 'ACT'), operation_time(r, 'TDN', 'ACT'))) AS actual_arrival
    FROM input
),
leg AS (
    SELECT
        *,
        code IN ('DX', 'CX', 'CNL', 'CNX', 'CAN', 'CANCELLED', 'CANCELED') AS is_cancelled,
        code IN ('DV', 'DIV', 'DIVERTED') AS is_diverted
    FROM field
)
SELECT
    n,
    CASE
        WHEN scheduled_departure IS NULL THEN 'no scheduled departure: the leg has no OperationTime with qualifier OFB and type SCT'
    END AS rejected,
    concat_ws('-', 'aidx', xml(r, 'LegIdentifier/OriginDate'), xml(r, 'LegIdentifier/Airline'), xml(r, 'LegIdentifier/FlightNumber'),
        xml(r, 'LegIdentifier/DepartureAirport'), xml(r, 'LegIdentifier/RepeatNumber'), fingerprint(r)) AS eventId,
    CASE
        WHEN is_cancelled THEN 'FlightCancelled'
        WHEN is_diverted THEN 'FlightCorrected'
        WHEN actual_arrival IS NOT NULL THEN 'FlightArrived'
        WHEN actual_departure IS NOT NULL THEN 'FlightDeparted'
        WHEN estimated_departure > scheduled_departure THEN 'FlightDelayed'
        ELSE 'FlightScheduled'
    END AS eventType,
    CASE WHEN is_cancelled OR is_diverted THEN file_time() ELSE coalesce(actual_arrival, actual_departure, file_time()) END AS occurredAt,
    xml(r, 'LegIdentifier/Airline') AS airline,
    concat(xml(r, 'LegIdentifier/FlightNumber'), xml(r, 'LegIdentifier/OperationalSuffix')) AS flightNumber,
    xml(r, 'LegIdentifier/DepartureAirport') AS origin,
    xml(r, 'LegIdentifier/ArrivalAirport') AS destination,
    CASE WHEN actual_arrival IS NOT NULL AND NOT is_diverted THEN xml(r, 'LegIdentifier/ArrivalAirport') END AS arrivalAirport,
    try_cast(xml(r, 'LegIdentifier/OriginDate') AS DATE) AS operatingDate,
    scheduled_departure AS scheduledDeparture,
    scheduled_arrival AS scheduledArrival,
    estimated_departure AS estimatedDeparture,
    estimated_arrival AS estimatedArrival,
    actual_departure AS actualDeparture,
    actual_arrival AS actualArrival,
    CASE WHEN is_cancelled THEN 'Cancelled' WHEN is_diverted THEN 'Diverted' END AS status,
    coalesce(xml(r, 'LegData/AircraftInfo/Registration'), xml(r, 'LegData/AircraftInfo/AircraftType')) AS aircraft,
    xml(r, 'LegData/ServiceType') AS serviceType,
    nullif(code, '') AS operationalStatus
FROM leg
