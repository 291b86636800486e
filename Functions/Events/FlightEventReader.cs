namespace LatamFunctions.Events;

/// <summary>
/// Reads and validates the events in a message, and adds each event to a collector as a valid or a rejected event. A message contains a
/// JSON object, an array of objects, or JSON Lines; each event can have an envelope. Invalid events are rejected individually: reading
/// continues at the next element or, after malformed JSON, at the next line that starts with an object. Valid events cause no allocation. A
/// message that exceeds <see cref="MessageLimits"/> is rejected as a whole.
/// </summary>
/// <param name="limits">The per-message limits; <c>null</c> for the default limits.</param>
internal sealed class FlightEventReader(MessageLimits? limits = null) : IDisposable
{
    /// <summary>
    /// The maximum size of an event, 1 MB: slightly less than an Event Hubs message (1 MiB), which also contains properties.
    /// </summary>
    public const int MaxEventBytes = 1_000_000;

    /// <summary>The maximum nesting depth of objects and arrays in an event, including the event itself.</summary>
    public const int MaxDepth = 32;

    /// <summary>The maximum number of top-level properties without a column.</summary>
    public const int MaxProperties = 256;

    /// <summary>The maximum number of parsing errors reported for an event.</summary>
    public const int MaxErrors = 16;

    private readonly MessageLimits _limits = limits ?? new MessageLimits();
    private readonly FlightEventParser _parser = new();
    private readonly byte[] _scratch = new byte[FlightEventChecks.ScratchBytes];

    /// <summary>Reads one message.</summary>
    /// <param name="message">The decompressed message (<see cref="MessageBody"/>). The collector refers to slices of these bytes.</param>
    /// <param name="messageIndex">The index of the message in the caller's list, to which rows and rejected events refer.</param>
    /// <param name="position">The position of the message in the stream, which each row contains.</param>
    /// <param name="now">The ingestion time, with which <c>occurredAt</c> is compared.</param>
    /// <param name="collector">The collector for the valid and the rejected events.</param>
    /// <returns>
    /// The number of valid and invalid events in the message. If the message exceeds the limits, the result is the number of events found
    /// so far, and the collector contains a single rejected event for the whole message.
    /// </returns>
    public int Read(
        ReadOnlyMemory<byte> message, int messageIndex, in StreamPosition position, DateTimeOffset now, EventCollector collector)
    {
        var json = message.Span;
        var start = collector.Mark();
        var framing = new MessageFraming(json);
        var (events, errors) = (0, 0);

        // After malformed JSON, the reader continues at the next line and reads some bytes again. If every line opened an object that is
        // malformed only at the end of the message, reading would take quadratic time. Therefore, the bytes read again are limited to the
        // message size. Beyond this limit, the rest of the message is a single invalid event.
        var rereads = json.Length;
        while (framing.MoveToEvent(json))
        {
            if (events == _limits.MaxMessageEvents)
                return RejectWholeMessage(message, messageIndex, framing, events, errors, now.UtcDateTime, collector, start);

            var length = ReadEvent(message[framing.Next..], messageIndex, events, in position, now.UtcDateTime, collector, ref rereads);
            framing.MovePast(length);
            events++;
            errors += _parser.Errors.Count;
            if (errors > _limits.MaxMessageErrors)
                return RejectWholeMessage(message, messageIndex, framing, events, errors, now.UtcDateTime, collector, start);
        }

        if (framing.InArray)
            RejectMessage("the array has no end: the message was truncated", message, messageIndex, events++, collector);
        else if (events == 0 && json.IndexOf((byte)'[') < 0)
            RejectMessage("the message is empty", message, messageIndex, events++, collector);
        return events;
    }

    public void Dispose() => _parser.Dispose();

    /// <returns>The length of the event in bytes.</returns>
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
            length = rereads >= 0 ? LengthOfMalformed(rest.Span) : rest.Length;
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
    /// Parses a CloudEvent with base64 data again, with the data as a JSON object. The size limit for rows still applies because base64 is
    /// longer than the decoded data.
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
        parsed.SetDataInvalid();
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
    /// Replaces the message's rows and rejected events in the collector with a single rejected event that reports the limit and the counts.
    /// </summary>
    private int RejectWholeMessage(
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
                + "None of the events is stored.");
        collector.Rejected.Add(new RejectedEvent(messageIndex, 0, message, IngestStage.Decoded, [error]) { IsWholeMessage = true });
        return events;
    }

    /// <summary>Counts the remaining events in a message that has already been rejected.</summary>
    /// <returns><c>false</c> if the count is incomplete because of malformed JSON or the limit on counted errors.</returns>
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
    /// Returns the length up to the next line that starts with an object. If this line starts with an inner object, the rest of the
    /// malformed event is rejected in parts, and no data is lost.
    /// </summary>
    private static int LengthOfMalformed(ReadOnlySpan<byte> json)
    {
        var length = json[1..].IndexOf("\n{"u8);
        return length < 0 ? json.Length : length + 2;
    }
}
