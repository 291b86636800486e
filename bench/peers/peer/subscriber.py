# Reads flight events from RabbitMQ, validates them, and stores them in PostgreSQL in batches. A message is acknowledged after the commit,
# so that it is redelivered after a crash of the subscriber, the broker or the database. The primary key of an event makes redelivery
# harmless. Invalid events are moved to a separate queue.
import json
import os
import re
import sys
import time
from contextlib import closing
from datetime import datetime, timedelta, timezone

import pika
import psycopg2
from psycopg2.extras import execute_values

QUEUE = "flight-events"
REJECTED = "flight-events-rejected"
BATCH = 500
IDLE_SECONDS = 0.005
RETRY_SECONDS = 0.5

AIRPORT = re.compile(r"[A-Z]{3,4}\Z")
NAME = re.compile(r"[ -~]{1,128}\Z")
DELAY_MINUTES = (-1440, 14400)
MAX_CLOCK_SKEW = timedelta(minutes=5)

INSERT_EVENTS = """
INSERT INTO flight_events (source, event_id, flight_id, occurred_at, body) VALUES %s
ON CONFLICT (source, event_id) DO NOTHING"""

# For each property, the value in the later event takes precedence. An earlier event adds only missing properties.
MERGE_FLIGHTS = """
INSERT INTO flights (flight_id, origin, scheduled_departure, occurred_at, state) VALUES %s
ON CONFLICT (flight_id) DO UPDATE SET
    origin = CASE WHEN excluded.occurred_at >= flights.occurred_at THEN excluded.origin ELSE flights.origin END,
    scheduled_departure = CASE WHEN excluded.occurred_at >= flights.occurred_at
        THEN excluded.scheduled_departure ELSE flights.scheduled_departure END,
    state = CASE WHEN excluded.occurred_at >= flights.occurred_at
        THEN flights.state || excluded.state ELSE excluded.state || flights.state END,
    occurred_at = greatest(flights.occurred_at, excluded.occurred_at)"""


def text(event, name, pattern):
    value = event.get(name)
    if not isinstance(value, str) or not pattern.match(value):
        raise ValueError(f"{name} is missing or invalid: {value!r}")
    return value


def timestamp(event, name):
    value = datetime.fromisoformat(event.get(name) or "")
    if value.tzinfo is None:
        raise ValueError(f"{name} has no offset")
    return value


def read(body):
    """Returns an event's (source, id, flight, occurred at, origin, departure, state); raises an error if the event is invalid."""
    event = json.loads(body)
    if not isinstance(event, dict):
        raise ValueError("the event is not an object")
    occurred_at = timestamp(event, "occurredAt")
    if occurred_at > datetime.now(timezone.utc) + MAX_CLOCK_SKEW:
        raise ValueError("occurredAt is in the future")
    departure = timestamp(event, "scheduledDeparture")
    origin, _ = text(event, "origin", AIRPORT), text(event, "destination", AIRPORT)
    event_id, flight_id, kind = (text(event, name, NAME) for name in ("eventId", "flightId", "eventType"))
    delay = event.get("delayMinutes", 0)
    if type(delay) is not int or not DELAY_MINUTES[0] <= delay <= DELAY_MINUTES[1]:
        raise ValueError(f"delayMinutes is invalid: {delay!r}")
    state = {**event, **{name: None for name in event.get("clearedProperties", [])}}
    state.pop("clearedProperties", None)
    if kind != "FlightCorrected":
        state["status"] = kind.removeprefix("Flight")
    source = text(event, "source", NAME) if "source" in event else ""
    return source, event_id, flight_id, occurred_at, origin, departure, state


def store(database, batch):
    events = {event[:2]: (*event[:4], body.decode()) for _, event, body in batch}
    flights = {}
    for _, _, flight_id, occurred_at, origin, departure, state in sorted((event for _, event, _ in batch), key=lambda event: event[3]):
        earlier = flights.get(flight_id)
        flights[flight_id] = (flight_id, origin, departure, occurred_at, {**earlier[4], **state} if earlier else state)
    # The rows are sorted, so that concurrent subscribers lock rows in the same order.
    rows = [(*flights[flight_id][:4], json.dumps(flights[flight_id][4], allow_nan=False)) for flight_id in sorted(flights)]
    with database, database.cursor() as cursor:
        execute_values(cursor, INSERT_EVENTS, sorted(events.values()), page_size=BATCH)
        execute_values(cursor, MERGE_FLIGHTS, rows, page_size=BATCH)


def reject(channel, tag, error):
    print(f"rejected: {error}", flush=True)
    channel.basic_reject(tag, requeue=False)


def settle(database, channel, batch):
    """Stores and acknowledges a batch. If the database rejects the batch, each message is settled separately."""
    try:
        store(database, batch)
    except (psycopg2.DataError, ValueError) as error:
        if len(batch) == 1:
            reject(channel, batch[0][0], error)
        else:
            for one in batch:
                settle(database, channel, [one])
    else:
        channel.basic_ack(batch[-1][0], multiple=True)


def consume(database, channel):
    batch = []
    for method, _, body in channel.consume(QUEUE, inactivity_timeout=IDLE_SECONDS):
        if method is not None:
            try:
                batch.append((method.delivery_tag, read(body), body))
            except (ValueError, TypeError, RecursionError) as error:
                reject(channel, method.delivery_tag, error)
        if batch and (method is None or len(batch) == BATCH):
            settle(database, channel, batch)
            batch.clear()


def declare(channel):
    channel.queue_declare(REJECTED, durable=True)
    channel.queue_declare(QUEUE, durable=True, arguments={"x-dead-letter-exchange": "", "x-dead-letter-routing-key": REJECTED})
    channel.basic_qos(prefetch_count=4 * BATCH)


while True:
    try:
        with closing(psycopg2.connect(os.environ["POSTGRES"])) as database, \
                closing(pika.BlockingConnection(pika.URLParameters(os.environ["RABBITMQ"]))) as broker:
            with database, database.cursor() as cursor, open(os.path.join(sys.path[0], "schema.sql"), encoding="utf-8") as schema:
                cursor.execute(schema.read())
            channel = broker.channel()
            declare(channel)
            print("subscribed", flush=True)
            consume(database, channel)
    except (psycopg2.OperationalError, psycopg2.InterfaceError, pika.exceptions.AMQPError) as error:
        print(f"connecting again: {error!r}", flush=True)
        time.sleep(RETRY_SECONDS)
