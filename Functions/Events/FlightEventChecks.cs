using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace LatamFunctions.Events;

/// <summary>Validates an event. All validation errors in an event are found, not only the first error.</summary>
internal readonly ref partial struct FlightEventChecks
{
    /// <summary>The maximum length of an event id or a flight id. All lengths count Unicode code points, as in JSON Schema.</summary>
    public const int MaxIdLength = 128;

    public const int MaxNameLength = 256;
    public const int MaxTextLength = 128;
    public const int MaxVersionLength = 32;
    public const int MaxFlightNumber = 99_999_999;

    /// <summary>
    /// The maximum number of bytes in a string in which every character is escaped, with two six-byte escapes per character.
    /// </summary>
    public const int ScratchBytes = MaxNameLength * 12;

    /// <summary>The minimum delay: one day early. A delay outside the limits indicates a wrong unit.</summary>
    public const int MinDelayMinutes = -1440;

    /// <summary>The maximum delay: ten days.</summary>
    public const int MaxDelayMinutes = 14_400;

    /// <summary>The maximum distance between two airports: half the length of the equator, rounded up.</summary>
    public const double MaxDistanceKm = 20_040;

    public const int FirstYear = 1950;
    public const int LastYear = 2099;

    private static readonly DateTime Earliest = new(FirstYear, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Latest = new(LastYear + 1, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly ReadOnlySpan<byte> _json;
    private readonly ref readonly ParsedEvent _event;
    private readonly List<ValidationError> _errors;
    private readonly Span<byte> _scratch;

    private FlightEventChecks(ReadOnlySpan<byte> json, ref readonly ParsedEvent parsed, List<ValidationError> errors, Span<byte> scratch)
    {
        _json = json;
        _event = ref parsed;
        _errors = errors;
        _scratch = scratch;
    }

    /// <summary>
    /// Adds the errors in <paramref name="parsed"/> to <paramref name="errors"/>. <paramref name="scratch"/> is a buffer of
    /// <see cref="ScratchBytes"/> bytes for unescaped text. If <paramref name="assignsEventIds"/> is <c>true</c>, an event that is not a
    /// CloudEvent can omit its id (CloudEvents 1.0, "REQUIRED Attributes"). <paramref name="hasOtherProperties"/> specifies whether the
    /// event has properties without a column.
    /// </summary>
    public static void Check(
        ReadOnlySpan<byte> json,
        ref readonly ParsedEvent parsed,
        DateTime utcNow,
        TimeSpan maxClockSkew,
        bool assignsEventIds,
        bool hasOtherProperties,
        List<ValidationError> errors,
        Span<byte> scratch,
        out CheckedEvent result)
    {
        result = default;
        var check = new FlightEventChecks(json, in parsed, errors, scratch);
        if (parsed.IsCloudEvent)
            check.Envelope();

        if (!assignsEventIds || parsed.IsCloudEvent || parsed[FlightEventField.EventId].Kind != JsonTokenType.None)
            check.Text(FlightEventField.EventId, MaxIdLength, required: true);
        var eventType = check.EventType();
        var hasFlightId = parsed[FlightEventField.FlightId].HasValue;
        var isCorrection = hasFlightId && eventType == EventTypes.Corrected;
        var isPartial = isCorrection || (hasFlightId && eventType == EventTypes.Cancelled);
        result.OccurredAt = check.OccurredAt(utcNow, maxClockSkew);
        check.Text(FlightEventField.Source, MaxNameLength, required: parsed.IsCloudEvent);
        check.Schema();
        check.FlightId();
        var isArrival = eventType is EventTypes.Diverted or EventTypes.Arrived;
        var codes = check.Codes(isArrival, isPartial);
        foreach (var property in FlightProperties.Times)
            check.Time(property.Field, required: property.Field == FlightEventField.ScheduledDeparture && !isPartial, ref result);
        check.InOrder(FlightEventField.ScheduledArrival, FlightEventField.ScheduledDeparture, in result);
        check.InOrder(FlightEventField.ActualArrival, FlightEventField.ActualDeparture, in result);
        result.ScheduledDeparture = new DateTime(result[FlightEventField.ScheduledDeparture], DateTimeKind.Utc);
        var operatingDate = check.OperatingDate(codes.Origin, isCorrection ? default : result.ScheduledDeparture);
        result.Flight = FlightIdentity.From(in codes, isArrival, operatingDate);
        foreach (var property in FlightProperties.TextsAndNumbers)
            check.TextOrNumber(property, ref result);
        result.Cleared = check.Cleared(hasOtherProperties);
    }

    private void Envelope()
    {
        if (TryString(FlightEventField.SpecVersion, required: true, out var version) && !version.BytesIn(_json).SequenceEqual("1.0"u8))
            Add(FlightEventField.SpecVersion, EventRule.Unknown, "must be 1.0, the supported version of CloudEvents", version);
    }

    private void Schema()
    {
        if (TryText(FlightEventField.DataSchema, MaxNameLength, required: false, out var uri, out var text))
            KnownVersion(FlightEventField.DataSchema, SchemaVersion.MajorOfUri(text), uri);

        const FlightEventField field = FlightEventField.SchemaVersion;
        if (_event[field].Kind == JsonTokenType.Number)
            KnownVersion(field, SchemaVersion.MajorOf(_event[field].BytesIn(_json)), _event[field]);
        else if (TryText(field, MaxVersionLength, required: false, out var version, out text))
            KnownVersion(field, SchemaVersion.MajorOf(text), version);
    }

    private void KnownVersion(FlightEventField field, int? major, JsonSlice slice)
    {
        if (major > SchemaVersion.KnownMajor)
            Add(field, EventRule.Schema, $"has major version {major}; this app supports version {SchemaVersion.KnownMajor}", slice);
    }

    /// <returns>The rank of the type (<see cref="EventTypes.RankOf"/>); 0 if the type is absent or unknown.</returns>
    private int EventType()
    {
        const FlightEventField field = FlightEventField.EventType;
        if (!TryText(field, MaxNameLength, required: true, out var slice, out var text))
            return 0;

        var name = EventTypes.Find(text);
        if (name.IsEmpty)
            Add(field, EventRule.Unknown, $"must be one of {EventTypes.KnownNames}{HintOnType}", slice);
        return name.IsEmpty ? 0 : EventTypes.RankOf(name);
    }

    private ulong Cleared(bool hasOtherProperties)
    {
        const FlightEventField field = FlightEventField.ClearedProperties;
        if (!TryValue(field, required: false, out var slice))
            return 0;

        if (ClearedProperties.Read(slice.RawOf(_json), out var cleared) is { } reason)
            Add(field, EventRule.Unknown, reason, slice);
        else if (ClearedProperties.IsContradiction(cleared, in _event, hasOtherProperties))
            Add(field, EventRule.Duplicate, "must not name a property that the event contains", slice);
        return cleared;
    }

    private string HintOnType =>
        _event.Envelope == EventEnvelope.None ? "" : "; a domain name may precede it (com.example.) and a version may follow it (.v1)";

    private DateTime OccurredAt(DateTime utcNow, TimeSpan maxClockSkew)
    {
        const FlightEventField field = FlightEventField.OccurredAt;
        if (Time(field, required: true) is not { } time)
            return default;

        if (time > utcNow + maxClockSkew)
        {
            var ahead = time - utcNow;
            Add(
                field,
                EventRule.Range,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"must not be more than {maxClockSkew.TotalMinutes:0.##} minutes ahead of the clock; it is "
                    + $"{(ahead < TimeSpan.FromHours(2) ? $"{ahead.TotalMinutes:0} minutes" : $"{ahead.TotalHours:0} hours")} ahead. "
                    + $"Is it local time marked as UTC?"),
                _event[field]);
        }

        return time;
    }

    private void TextOrNumber(FlightProperty property, ref CheckedEvent result)
    {
        if (property.Form == PropertyForm.Text)
            Text(property.Field, MaxTextLength);
        else if (property.Form == PropertyForm.Minutes)
            Minutes(property.Field, ref result);
        else
            Kilometers(property.Field);
    }

    private void Minutes(FlightEventField field, ref CheckedEvent result)
    {
        if (!TryNumber(field, "a whole number of minutes", out var slice))
            return;

        if (!JsonInteger.TryParse(slice.BytesIn(_json), out var minutes))
            Add(field, EventRule.Type, $"must be a whole number from {MinDelayMinutes} to {MaxDelayMinutes}", slice);
        else if (minutes is < MinDelayMinutes or > MaxDelayMinutes)
            Add(field, EventRule.Range, $"must be from {MinDelayMinutes} to {MaxDelayMinutes}", slice);
        else
            result[field] = minutes;
    }

    private void Kilometers(FlightEventField field)
    {
        if (!TryNumber(field, "a number of kilometers", out var slice))
            return;

        // A number that is too large for a double is parsed as infinity.
        if (!Utf8Parser.TryParse(slice.BytesIn(_json), out double km, out var used)
            || used != slice.Length
            || km is not (>= 0 and <= MaxDistanceKm))
        {
            Add(field, EventRule.Range, $"must be from 0 to {MaxDistanceKm}", slice);
        }
    }

    private void Text(FlightEventField field, int maxLength, bool required = false) =>
        TryText(field, maxLength, required, out _, out _);

    private DateTime? Time(FlightEventField field, bool required = false)
    {
        if (!TryString(field, required, out var slice))
            return null;

        if (!Rfc3339.TryParse(TextOf(slice), out var utc))
        {
            Add(field, EventRule.Format, "must be an RFC 3339 time with offset, such as 2024-05-01T10:20:30Z", slice);
            return null;
        }

        if (utc < Earliest || utc >= Latest)
        {
            Add(field, EventRule.Range, "must be between the years 1950 and 2100", slice);
            return null;
        }

        return utc;
    }

    /// <summary>Checks a time and stores its ticks, or 0 if the time is absent or invalid.</summary>
    private void Time(FlightEventField field, bool required, ref CheckedEvent result) =>
        result[field] = Time(field, required).GetValueOrDefault().Ticks;

    private void InOrder(FlightEventField later, FlightEventField earlier, in CheckedEvent values)
    {
        if (values[later] > 0 && values[later] < values[earlier])
            Add(later, EventRule.Range, $"must not be before {_event.NameOf(earlier)}", _event[later]);
    }

    private bool TryText(FlightEventField field, int maxLength, bool required, out JsonSlice slice, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!TryString(field, required, out slice))
            return false;

        text = TextOf(slice);
        if (text.Length > maxLength && JsonText.CountCharacters(slice.BytesIn(_json)) is var characters && characters > maxLength)
            Add(field, EventRule.Length, $"has {characters} characters; the maximum is {maxLength}", slice);
        else if (text.IsEmpty && required)
            Add(field, EventRule.Required, "must not be empty", slice);
        else if (slice.IsEscaped && text.ContainsAnyInRange((byte)0, (byte)0x1F))
            Add(field, EventRule.ControlCharacter, "must not contain control characters", slice);
        else
            return true;
        return false;
    }

    private bool TryString(FlightEventField field, bool required, out JsonSlice slice) =>
        TryValue(field, required, out slice) && IsKind(field, slice, JsonTokenType.String, "a string");

    private bool TryNumber(FlightEventField field, string description, out JsonSlice slice) =>
        TryValue(field, required: false, out slice) && IsKind(field, slice, JsonTokenType.Number, description);

    private bool TryValue(FlightEventField field, bool required, out JsonSlice slice)
    {
        slice = _event[field];
        if (_event.IsInvalid(field))
            return false;
        if (!slice.HasValue && required)
            _errors.Add(new ValidationError(_event.NameOf(field), EventRule.Required, "is required"));
        return slice.HasValue;
    }

    private bool IsKind(FlightEventField field, JsonSlice slice, JsonTokenType kind, string description)
    {
        if (slice.Kind == kind)
            return true;

        Add(field, EventRule.Type, $"must be {description}, not {FlightEventParser.Describe(slice.Kind)}", slice);
        return false;
    }

    /// <summary>
    /// Returns the unescaped text, which is valid until the next call. Text that does not fit into the buffer is returned escaped, because
    /// it exceeds every length limit in both forms.
    /// </summary>
    private ReadOnlySpan<byte> TextOf(JsonSlice slice) =>
        slice.IsEscaped && slice.Length <= _scratch.Length
            ? _scratch[..JsonText.Unescape(slice.BytesIn(_json), _scratch)]
            : slice.BytesIn(_json);

    private void Add(FlightEventField field, EventRule rule, string detail, JsonSlice slice) =>
        _errors.Add(new ValidationError(_event.NameOf(field), rule, detail, ValidationError.SafeValue(slice.BytesIn(_json))));
}
