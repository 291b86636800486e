namespace LatamFunctions.Events;

/// <summary>
/// Finds the events in a message's bytes, validates each, and passes it to a collector, which creates a row or a rejected event from it. A
/// message has one JSON object, an array of them, or JSON Lines, each bare or as a CloudEvent. An invalid event is rejected alone: reading
/// continues at the next element, or after malformed JSON at the next line that opens an object. The reader allocates nothing for a valid
/// event. A message beyond <see cref="MessageLimits"/> is rejected entirely.
/// </summary>
/// <param name="limits">The limits of a message; the defaults if null.</param>
internal sealed class FlightEventReader(MessageLimits? limits = null) : IDisposable
{
    /// <summary>1 MB: a message of an Event Hub has 1 MiB, and its envelope and properties need some of it.</summary>
    public const int MaxEventBytes = 1_000_000;

    /// <summary>Levels of objects and arrays in one event, its own included.</summary>
    public const int MaxDepth = 32;

    /// <summary>Properties without a column, at the outermost level.</summary>
    public const int MaxProperties = 256;

    /// <summary>Errors that are found before the checks; an event with more is reported without the full list.</summary>
    public const int MaxErrors = 16;

    private readonly MessageLimits _limits = limits ?? new MessageLimits();
    private readonly FlightEventParser _parser = new();
    private readonly byte[] _scratch = new byte[FlightEventChecks.ScratchBytes];

    /// <summary>Reads one message.</summary>
    /// <param name="message">Decompressed bytes; see <see cref="MessageBody"/>. The collector refers to slices of it.</param>
    /// <param name="messageIndex">The index of the message in the caller's list; rows and rejected events refer to it.</param>
    /// <param name="position">The position of the message in the stream; it becomes part of each row.</param>
    /// <param name="now">The time of ingestion, and the clock that <c>occurredAt</c> is compared with.</param>
    /// <param name="collector">Receives the valid and the rejected events.</param>
    /// <returns>
    /// The number of events in the message, valid and invalid. For a message beyond the limits, the number counted so far, and the
    /// collector has one rejected event for the whole message.
    /// </returns>
    public int Read(
        ReadOnlyMemory<byte> message, int messageIndex, in StreamPosition position, DateTimeOffset now, EventCollector collector)
    {
        var json = message.Span;
        var start = collector.Mark();
        var framing = new MessageFraming(json);
        var (events, errors) = (0, 0);

        // After malformed JSON the reader continues at the next line, which reads bytes a second time. A message whose lines all open
        // objects that are malformed at the message's end would take quadratic time; therefore all rereads together are limited to its
        // size, and the rest is one invalid event.
        var rereads = json.Length;
        while (framing.MoveToEvent(json))
        {
            if (events == _limits.MaxMessageEvents)
                return RejectWhole(message, messageIndex, framing, events, errors, now.UtcDateTime, collector, start);

            var length = ReadEvent(message[framing.Next..], messageIndex, events, in position, now.UtcDateTime, collector, ref rereads);
            framing.MovePast(length);
            events++;
            errors += _parser.Errors.Count;
            if (errors > _limits.MaxMessageErrors)
                return RejectWhole(message, messageIndex, framing, events, errors, now.UtcDateTime, collector, start);
        }

        if (framing.InArray)
            RejectMessage("the array has no end: the message was truncated", message, messageIndex, events++, collector);
        else if (events == 0 && json.IndexOf((byte)'[') < 0)
            RejectMessage("the message is empty", message, messageIndex, events++, collector);
        return events;
    }

    public void Dispose() => _parser.Dispose();

    /// <returns>The number of bytes that belong to this event.</returns>
    private int ReadEvent(
        ReadOnlyMemory<byte> rest,
        int messageIndex,
        int eventIndex,
        in StreamPosition position,
        DateTime utcNow,
        EventCollector collector,
        ref int rereads)
    {
        if (!_parser.TryParse(rest.Span, out var parsed, out var length))
        {
            rereads -= length;
            length = rereads >= 0 ? LengthOfBroken(rest.Span) : rest.Length;
            var body = rest[..length].TrimEnd((byte)'\n');
            collector.Rejected.Add(new RejectedEvent(messageIndex, eventIndex, body, IngestStage.Decoded, [.. _parser.Errors]));
            return length;
        }

        var json = WithDecodedData(rest.Span[..length], ref parsed);
        var values = default(CheckedEvent);
        if (json[0] == '{')
        {
            FlightEventChecks.Check(
                json,
                in parsed,
                utcNow,
                _limits.MaxClockSkew,
                position.AssignsEventIds,
                _parser.HasOthers(in parsed),
                _parser.Errors,
                _scratch,
                out values);
        }

        if (_parser.Errors.Count > 0)
        {
            collector.Rejected.Add(new RejectedEvent(messageIndex, eventIndex, rest[..length], IngestStage.Checked, [.. _parser.Errors])
            {
                Schema = SchemaOf(json, in parsed),
            });
            return length;
        }

        collector.Add(new ValidEvent(json, in parsed, in values, in position)
        {
            Others = _parser.OthersOf(in parsed),
            MessageIndex = messageIndex,
            EventIndex = eventIndex,
            IngestedAt = utcNow,
            Body = rest[..length],
        });
        return length;
    }

    /// <summary>
    /// Parses a CloudEvent whose data is in base64 a second time, with its data in the ordinary form. Its rows need no more bytes than any
    /// event's: base64 is longer than what it stands for.
    /// </summary>
    private ReadOnlySpan<byte> WithDecodedData(ReadOnlySpan<byte> json, ref ParsedEvent parsed)
    {
        var encoded = parsed[FlightEventField.DataBase64];
        if (!parsed.IsCloudEvent || !encoded.HasValue || _parser.Errors.Count > 0)
            return json;

        if (CloudEventData.Inline(json, encoded, out var inlined) is not { } error)
        {
            _parser.TryParse(inlined, out parsed, out _);
            return inlined;
        }

        _parser.Errors.Add(error);
        parsed.SetDataBroken();
        return json;
    }

    private static string? SchemaOf(ReadOnlySpan<byte> json, in ParsedEvent parsed)
    {
        var slice = parsed[FlightEventField.DataSchema];
        if (!slice.HasValue)
            slice = parsed[FlightEventField.SchemaVersion];
        return slice.HasValue ? ValidationError.SafeValue(slice.BytesIn(json)) : null;
    }

    private static void RejectMessage(
        string detail, ReadOnlyMemory<byte> message, int messageIndex, int eventIndex, EventCollector collector) =>
        collector.Rejected.Add(new RejectedEvent(
            messageIndex, eventIndex, message, IngestStage.Decoded,
            [new ValidationError(ValidationError.WholeEvent, EventRule.Malformed, detail)]));

    /// <summary>
    /// Replaces the message's rows and rejected events in the collector by one rejected event, which states the limit and the counts.
    /// </summary>
    private int RejectWhole(
        ReadOnlyMemory<byte> message,
        int messageIndex,
        MessageFraming framing,
        int events,
        int errors,
        DateTime utcNow,
        EventCollector collector,
        EventCollector.Position start)
    {
        collector.RollBack(start);
        var tooManyErrors = errors > _limits.MaxMessageErrors;
        var atLeast = TryCount(message.Span, framing, utcNow, ref events, ref errors) ? "" : "at least ";
        var error = tooManyErrors
            ? new ValidationError(
                ValidationError.WholeEvent,
                EventRule.TooManyErrors,
                $"{atLeast}{errors} validation errors in {events} events; the maximum per message is {_limits.MaxMessageErrors} "
                + "(Ingestion__MaxMessageErrors). None of the events is stored.")
            : new ValidationError(
                ValidationError.WholeEvent,
                EventRule.TooManyEvents,
                $"{atLeast}{events} events; the maximum per message is {_limits.MaxMessageEvents} (Ingestion__MaxMessageEvents). "
                + "None of them is stored.");
        collector.Rejected.Add(new RejectedEvent(messageIndex, 0, message, IngestStage.Decoded, [error]) { IsWholeMessage = true });
        return events;
    }

    /// <summary>Counts the rest of a message that is rejected already.</summary>
    /// <returns>False if the counting ended before the message: at malformed JSON, or at the work limit.</returns>
    private bool TryCount(ReadOnlySpan<byte> message, MessageFraming framing, DateTime utcNow, ref int events, ref int errors)
    {
        while (framing.MoveToEvent(message))
        {
            events++;
            if (errors >= _limits.MaxCountedErrors || !_parser.TryParse(message[framing.Next..], out var parsed, out var length))
                return false;

            var json = WithDecodedData(message.Slice(framing.Next, length), ref parsed);
            if (json[0] == '{')
            {
                FlightEventChecks.Check(
                    json,
                    in parsed,
                    utcNow,
                    _limits.MaxClockSkew,
                    assignsEventIds: true,
                    _parser.HasOthers(in parsed),
                    _parser.Errors,
                    _scratch,
                    out _);
            }

            errors += _parser.Errors.Count;
            framing.MovePast(length);
        }

        return true;
    }

    /// <summary>
    /// Up to the next line that starts with an object. Where that is wrong (an inner object at the start of a line) the rest of the
    /// malformed event is rejected in pieces, and still nothing is lost.
    /// </summary>
    private static int LengthOfBroken(ReadOnlySpan<byte> json)
    {
        var length = json[1..].IndexOf("\n{"u8);
        return length < 0 ? json.Length : length + 2;
    }
}
