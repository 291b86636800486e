"""Tests the broker with the official Python SDK over TLS. Arguments: connection string, hub, certificate."""
import json
import sys
import threading

from azure.eventhub import EventData, EventHubConsumerClient, EventHubProducerClient

connection_string, hub, certificate = sys.argv[1:]
results = {}

producer = EventHubProducerClient.from_connection_string(connection_string, eventhub_name=hub, connection_verify=certificate)
with producer:
    results["partitions"] = producer.get_partition_ids()
    batch = producer.create_batch(partition_id="1")
    for number in range(100):
        event = EventData(f"{number}")
        event.properties = {"number": number}
        batch.add(event)
    producer.send_batch(batch)
    producer.send_batch([EventData(b"keyed")], partition_key="mykey")
    results["last"] = producer.get_partition_properties("1")["last_enqueued_sequence_number"]


def receive(partition, count):
    consumer = EventHubConsumerClient.from_connection_string(
        connection_string, consumer_group="$Default", eventhub_name=hub, connection_verify=certificate)
    events = []
    done = threading.Event()

    def on_event(context, event):
        events.append(event)
        if len(events) >= count:
            done.set()

    thread = threading.Thread(
        target=lambda: consumer.receive(on_event=on_event, partition_id=partition, starting_position="-1"), daemon=True)
    thread.start()
    if not done.wait(60):
        raise TimeoutError(f"{len(events)} of {count} events")
    consumer.close()
    return events


received = receive("1", 100)
results["received"] = [int(event.body_as_str()) for event in received]
results["number"] = received[7].properties[b"number"]
results["key"] = receive("3", 1)[0].partition_key.decode()
print(json.dumps(results))
