-- The peer's tables. An event is identified by its source and its id.
CREATE TABLE IF NOT EXISTS flight_events (
    source      text NOT NULL,
    event_id    text NOT NULL,
    flight_id   text NOT NULL,
    occurred_at timestamptz NOT NULL,
    body        jsonb NOT NULL,
    PRIMARY KEY (source, event_id)
);

-- The state of each flight: the latest value of each property, as the JSON document that the API returns.
CREATE TABLE IF NOT EXISTS flights (
    flight_id           text PRIMARY KEY,
    origin              text NOT NULL,
    scheduled_departure timestamptz NOT NULL,
    occurred_at         timestamptz NOT NULL,
    state               jsonb NOT NULL
);

CREATE INDEX IF NOT EXISTS flights_by_departure ON flights (origin, scheduled_departure DESC, flight_id DESC);
