using System.Text;
using LatamFunctions.Events;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Events;

/// <summary>Tests how a message is split into events: arrays, JSON Lines, and messages that are partly malformed.</summary>
public class MessageFramingTests
{
    [TestCase("[{0},{1}]", TestName = "An_array")]
    [TestCase(" [ {0} ,\n {1} ] ", TestName = "An_array_with_white_space")]
    [TestCase("{0}\n{1}\n", TestName = "JSON_Lines")]
    [TestCase("{0}\r\n\r\n{1}", TestName = "JSON_Lines_with_empty_lines")]
    [TestCase("\uFEFF{0}\n{1}", TestName = "JSON_Lines_after_a_byte_order_mark")]
    [TestCase("{0}{1}", TestName = "Objects_without_a_separator")]
    public void A_message_can_contain_many_events(string form)
    {
        var message = form.Replace("{0}", SampleEvents.WithId("a")).Replace("{1}", SampleEvents.WithId("b"));

        var result = ReadResult.From(message);

        Assert.Multiple(() =>
        {
            Assert.That(result.Events, Is.EqualTo(2));
            Assert.That(result.Rejected, Is.Empty);
            Assert.That(result.Rows.Select(row => (string?)row["EventId"]), Is.EqualTo(["a", "b"]));
        });
    }

    [Test]
    public void An_object_can_span_lines() =>
        Assert.That(ReadResult.From(SampleEvents.Minimal.Replace(",", ",\n")).Rejected, Is.Empty);

    [Test]
    public void An_empty_array_contains_no_events()
    {
        var result = ReadResult.From("[]");
        Assert.Multiple(() =>
        {
            Assert.That(result.Events, Is.Zero);
            Assert.That(result.Rejected, Is.Empty);
        });
    }

    [TestCase("")]
    [TestCase(" \n\t")]
    [TestCase("\uFEFF")]
    public void An_empty_message_causes_a_validation_error(string message)
    {
        var result = ReadResult.From(message);
        Assert.Multiple(() =>
        {
            Assert.That(result.Events, Is.EqualTo(1));
            Assert.That(result.Error, Is.EqualTo(new ValidationError("$", EventRule.Malformed, "the message is empty")));
        });
    }

    [TestCase("\n")]
    [TestCase(",")]
    public void A_poison_event_affects_no_other_event(string separator)
    {
        var bad = SampleEvents.With("origin", "\"Santiago\"");
        var message = string.Join(separator, SampleEvents.WithId("a"), bad, SampleEvents.WithId("b"));

        var result = ReadResult.From(separator == "," ? $"[{message}]" : message);

        Assert.Multiple(() =>
        {
            Assert.That(result.Rows.Select(row => (string?)row["EventId"]), Is.EqualTo(["a", "b"]));
            Assert.That(result.Rejected.Single().EventIndex, Is.EqualTo(1));
            Assert.That(Encoding.UTF8.GetString(result.Rejected.Single().Body.Span), Is.EqualTo(bad));
        });
    }

    [TestCase("{\"eventId\":\"x\",", Description = "cut off between properties")]
    [TestCase("{\"eventId\":\"x", Description = "cut off in a string")]
    [TestCase("{\"a\":", Description = "cut off before a value")]
    [TestCase("{\"a\":{\"b\":1}", Description = "a brace is missing")]
    [TestCase("{\"a\":01}", Description = "a number with a leading zero")]
    [TestCase("{'a':1}", Description = "single quotes")]
    [TestCase("}", Description = "a stray brace")]
    [TestCase("garbage", Description = "no JSON at all")]
    [TestCase("\0", Description = "NUL")]
    public void Reading_resumes_at_the_line_after_a_malformed_line(string broken)
    {
        var result = ReadResult.From($"{SampleEvents.WithId("a")}\n{broken}\n{SampleEvents.WithId("b")}\n{SampleEvents.WithId("c")}");

        Assert.Multiple(() =>
        {
            Assert.That(result.Rows.Select(row => (string?)row["EventId"]), Is.EqualTo(["a", "b", "c"]));
            Assert.That(result.Error.Rule, Is.EqualTo(EventRule.Malformed));
            Assert.That(result.Rejected.Single().Stage, Is.EqualTo(IngestStage.Decoded));
            Assert.That(Encoding.UTF8.GetString(result.Rejected.Single().Body.Span), Is.EqualTo(broken));
        });
    }

    [Test, CancelAfter(10_000)]
    public void A_message_with_an_unclosed_object_on_every_line_is_rejected_in_bounded_time()
    {
        // Each of the 150,000 lines opens an object that is never closed. A reader that resumes at the next line after each error could
        // read the rest of the message, up to 900 KB, for every line.
        var message = string.Concat(Enumerable.Repeat("{\"a\":\n", 150_000));

        var result = ReadResult.From(message);

        Assert.Multiple(() =>
        {
            Assert.That(result.Rows, Is.Empty);
            Assert.That(result.Rejected, Has.Count.InRange(1, 10));
            Assert.That(result.Rejected.Sum(rejected => rejected.Body.Length), Is.GreaterThan(message.Length - 20));
        });
    }

    [Test]
    public void A_truncated_array_is_dead_lettered_and_its_valid_events_are_stored()
    {
        var message = $"[{SampleEvents.Minimal},";

        var result = ReadResult.From(message);

        Assert.Multiple(() =>
        {
            Assert.That(result.Rows, Has.Count.EqualTo(1));
            Assert.That(result.Error.Detail, Is.EqualTo("the array has no end: the message was truncated"));
            Assert.That(Encoding.UTF8.GetString(result.Rejected.Single().Body.Span), Is.EqualTo(message));
        });
    }

    [TestCase("1", "a number")]
    [TestCase("\"text\"", "a string")]
    [TestCase("null", "null")]
    [TestCase("true", "a boolean")]
    [TestCase("[[{}]]", "an array")]
    public void A_value_that_is_not_an_object_is_not_an_event(string message, string description) =>
        Assert.That(ReadResult.From(message).Error, Is.EqualTo(
            new ValidationError("$", EventRule.Malformed, $"an event must be a JSON object, not {description}")));

    [TestCase("[,{0}]", 0)]
    [TestCase("[{0},,{0}]", 1)]
    [TestCase("[{0},{0},,]", 2)]
    public void An_extra_comma_is_malformed_JSON(string form, int rows)
    {
        var result = ReadResult.From(form.Replace("{0}", SampleEvents.Minimal));

        Assert.That(result.Rejected[0].Errors.Single().Rule, Is.EqualTo(EventRule.Malformed));
        Assert.That(result.Rows, Has.Count.EqualTo(rows));
    }

    [Test]
    public void Properties_of_one_event_do_not_leak_into_the_next_event()
    {
        var result = ReadResult.From(SampleEvents.With("gate", "1") + SampleEvents.With("gate", "2") + SampleEvents.Minimal);

        Assert.That(result.Rejected, Is.Empty);
        Assert.That(result.Rows.Select(row => row["Extra"]?.ToJsonString()), Is.EqualTo(["{\"gate\":1}", "{\"gate\":2}", null]));
    }

    [Test]
    public void Properties_of_one_CloudEvent_do_not_leak_into_the_next_CloudEvent()
    {
        const string envelope =
            "{\"specversion\":\"1.0\",\"id\":\"c\",\"source\":\"/s\",\"type\":\"FlightDelayed\",\"time\":\"2024-05-01T09:00:00Z\","
            + "\"data\":{\"origin\":\"SCL\",\"destination\":\"LIM\",\"scheduledDeparture\":\"2024-05-01T10:20:00Z\"DATA},"
            + "\"gate\":\"outside\"}";

        var result = ReadResult.From(envelope.Replace("DATA", ",\"gate\":\"inside\"") + envelope.Replace("DATA", ""));

        Assert.That(result.Rejected, Is.Empty);
        Assert.That(
            result.Rows.Select(row => (row["Extra"]?.ToJsonString(), row["Envelope"]!.ToJsonString())),
            Is.EqualTo([("{\"gate\":\"inside\"}", "{\"gate\":\"outside\"}"), (null, "{\"gate\":\"outside\"}")]));
    }

    [TestCase("{\"a\":1")]
    [TestCase("{\"a\":  ")]
    public void Truncated_JSON_is_reported_as_incomplete(string json) => Assert.That(
        ReadResult.From(json).Rejected[0].Errors.Single().Detail,
        Is.EqualTo($"not JSON: the event ends at byte {json.Length}, before it is complete"));
}
