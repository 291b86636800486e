-- Macros for the maps. r is a record as JSON. r ->> 'Name' is the value of a property as a string, or null.

-- A short hash of a record's content, which does not depend on when the file was written.
CREATE MACRO fingerprint(r) AS left(md5(CAST(r AS VARCHAR)), 12);

-- Whole minutes, or null if the string is not a number. pandas writes 13.0 instead of 13.
CREATE MACRO minutes(text) AS CAST(round(try_cast(text AS DOUBLE)) AS INTEGER);

-- The time of day hhmm (5 is 00:05, and 2400 is the end of the day) on a date, without a time zone.
CREATE MACRO clock(day, hhmm) AS CASE
    WHEN try_cast(hhmm AS DOUBLE) BETWEEN 0 AND 2400 AND CAST(try_cast(hhmm AS DOUBLE) AS INTEGER) % 100 < 60
    THEN CAST(day AS TIMESTAMP) + to_minutes(CAST(
        CAST(try_cast(hhmm AS DOUBLE) AS INTEGER) // 100 * 60 + CAST(try_cast(hhmm AS DOUBLE) AS INTEGER) % 100 AS BIGINT))
END;

-- Converts local time in a time zone to UTC. A time in a repeated hour is converted as the first occurrence.
CREATE MACRO utc(local, zone) AS (local AT TIME ZONE zone) AT TIME ZONE 'UTC';

-- Converts seconds since 1970 to UTC.
CREATE MACRO epoch_time(text) AS to_timestamp(try_cast(text AS DOUBLE)) AT TIME ZONE 'UTC';

-- Converts an RFC 3339 time to UTC. A time without an offset is in UTC.
CREATE MACRO iso_time(text) AS try_cast(text AS TIMESTAMPTZ) AT TIME ZONE 'UTC';

-- Corrects a flight number that a library has written as a decimal number.
CREATE MACRO flight_number(text) AS regexp_replace(trim(text), '\.0+$', '');

-- The text of an element in an XML record, by path, such as 'LegIdentifier/Airline'. Elements are lists of objects.
CREATE MACRO xml(r, path) AS json_extract_string(r, '$.' || replace(path, '/', '[0].') || '[0]."#text"');

-- AIDX: the last OperationTime with a qualifier (OFB off blocks, ONB on blocks, TKO take-off, TDN touchdown) and a type (SCT scheduled,
-- EST estimated, ACT actual).
CREATE MACRO operation_time(r, qualifier, kind) AS json_extract_string(
    list_filter(
        from_json(json_extract(r, '$.LegData[0].OperationTime'), '["json"]'),
        lambda o: (o ->> '$."@OperationQualifier"') = qualifier AND (o ->> '$."@TimeType"') = kind)[-1],
    '$."#text"');
