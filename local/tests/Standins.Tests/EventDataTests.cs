using System.Text;
using Azure.Messaging.EventHubs;

namespace Standins.Tests;

public class EventDataTests
{
    [Test]
    public void An_event_that_was_not_sent_has_no_place()
    {
        var data = new EventData("text") { ContentType = "application/json", MessageId = "m" };

        using (Assert.EnterMultipleScope())
        {
            Assert.That(data.EventBody.ToString(), Is.EqualTo("text"));
            Assert.That(data.Body.ToArray(), Is.EqualTo(Encoding.UTF8.GetBytes("text")));
            Assert.That(data.SequenceNumber, Is.EqualTo(long.MinValue));
            Assert.That(data.OffsetString, Is.Null);
            Assert.That(data.EnqueuedTime, Is.Default);
            Assert.That(data.PartitionKey, Is.Null);
            Assert.That(data.Properties, Is.Empty);
            Assert.That(data.SystemProperties, Is.EquivalentTo(new Dictionary<string, object> { ["content-type"] = "application/json", ["message-id"] = "m" }));
        }
    }

    [Test]
    public void An_event_from_a_partition_knows_its_place()
    {
        var time = new DateTimeOffset(2024, 5, 1, 10, 20, 30, TimeSpan.Zero);
        var data = EventHubsModelFactory.EventData(
            BinaryData.FromString("{}"), new Dictionary<string, object> { ["a"] = 1 }, partitionKey: "SFO", sequenceNumber: 7, offsetString: "4294967296", enqueuedTime: time);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((data.SequenceNumber, data.OffsetString, data.EnqueuedTime, data.PartitionKey), Is.EqualTo((7L, "4294967296", time, "SFO")));
            Assert.That(data.Properties, Is.EquivalentTo(new Dictionary<string, object> { ["a"] = 1 }));
            Assert.That(data.SystemProperties["x-opt-sequence-number"], Is.EqualTo(7L));
            Assert.That(data.SystemProperties["x-opt-offset"], Is.EqualTo("4294967296"));
        }
    }

    [Test]
    public void Events_do_not_share_the_properties_that_they_were_made_from()
    {
        var properties = new Dictionary<string, object> { ["a"] = 1 };
        var data = EventHubsModelFactory.EventData(BinaryData.FromString("{}"), properties, offsetString: null);

        data.Properties["b"] = 2;

        Assert.That(properties, Has.Count.EqualTo(1));
    }

    [Test]
    public void The_old_offset_is_a_number_or_fails()
    {
#pragma warning disable CS0618 // That is what is tested.
        Assert.That(EventHubsModelFactory.EventData(BinaryData.FromString(""), offset: 5).Offset, Is.EqualTo(5));
        Assert.That(new EventData("").Offset, Is.EqualTo(long.MinValue));
        Assert.That(() => EventHubsModelFactory.EventData(BinaryData.FromString(""), offsetString: "1:2:3").Offset, Throws.TypeOf<NotSupportedException>());
#pragma warning restore CS0618
    }
}
