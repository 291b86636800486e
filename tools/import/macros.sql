-- Macros of the maps. r is a record as JSON; r ->> 'Name' is the text of a property, or null.

-- A short hash of a record's content, which is the same for the same record whenever its file was written.
CREATE MACRO fingerprint(r) AS left(md5(CAST(r AS VARCHAR)), 12);

-- Whole minutes; null for other texts. CSV files have 13, pandas writes 13.0.
CREATE MACRO minutes(text) AS CAST(round(try_cast(text AS DOUBLE)) AS INTEGER);

-- The time of day hhmm (5 is 00:05, 2400 the end of the day) on a date, without a time zone.
CREATE MACRO clock(day, hhmm) AS CASE
    WHEN try_cast(hhmm AS DOUBLE) BETWEEN 0 AND 2400 AND CAST(try_cast(hhmm AS DOUBLE) AS INTEGER) % 100 < 60
    THEN CAST(day AS TIMESTAMP) + to_minutes(CAST(
        CAST(try_cast(hhmm AS DOUBLE) AS INTEGER) // 100 * 60 + CAST(try_cast(hhmm AS DOUBLE) AS INTEGER) % 100 AS BIGINT))
END;

-- A local time of a time zone, in UTC. In a repeated hour it is the first of the two.
CREATE MACRO utc(local, zone) AS (local AT TIME ZONE zone) AT TIME ZONE 'UTC';

-- Seconds since 1970, in UTC.
CREATE MACRO epoch_time(text) AS to_timestamp(try_cast(text AS DOUBLE)) AT TIME ZONE 'UTC';

-- An RFC 3339 time; without an offset it is treated as UTC.
CREATE MACRO iso_time(text) AS try_cast(text AS TIMESTAMPTZ) AT TIME ZONE 'UTC';

-- A flight number that a library has written as a decimal number.
CREATE MACRO flight_number(text) AS regexp_replace(trim(text), '\.0+$', '');

-- The text of an element of a record that comes from XML, by its path: 'LegIdentifier/Airline'. Elements are lists of objects.
CREATE MACRO xml(r, path) AS json_extract_string(r, '$.' || replace(path, '/', '[0].') || '[0]."#text"');

-- AIDX: the last OperationTime of a qualifier (OFB off blocks, ONB on blocks, TKO take-off, TDN touch-down) and a type (SCT, EST, ACT).
CREATE MACRO operation_time(r, qualifier, kind) AS json_extract_string(
    list_filter(
        from_json(json_extract(r, '$.LegData[0].OperationTime'), '["json"]'),
        lambda o: (o ->> '$."@OperationQualifier"') = qualifier AND (o ->> '$."@TimeType"') = kind)[-1],
    '$."#text"');
