using System.Text.Json;
using System.Text.Unicode;

namespace LatamFunctions.Events;

/// <summary>
/// Parses an event in one pass. Known properties become slices of the event's bytes; other properties are copied as raw JSON. The parser is
/// not thread-safe because it reuses its buffers for the next event.
/// </summary>
internal sealed partial class FlightEventParser : IDisposable
{
    // There is no depth limit, because the end of an event must be found even if the event is nested too deeply. The reader stores nesting
    // in bits, not on the stack.
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = int.MaxValue };

    private readonly PooledBytes _others = new(1024);
    private readonly PooledBytes _dataOthers = new(1024);
    private readonly PropertyNames _names = new();
    private int _propertiesBeyondLimit;

    /// <summary>
    /// The first <see cref="FlightEventReader.MaxErrors"/> errors in the most recently parsed event; empty if the event is valid.
    /// </summary>
    public List<ValidationError> Errors { get; } = [];

    /// <summary>Returns the properties without a column in the most recently parsed event.</summary>
    public OtherProperties OthersOf(in ParsedEvent parsed) => parsed.Envelope == EventEnvelope.None
        ? new OtherProperties(_others.Written)
        : new OtherProperties(_dataOthers.Written, _others.Written);

    /// <summary>Whether the event itself, without its envelope, has properties without a column.</summary>
    public bool HasOthers(in ParsedEvent parsed) => (parsed.Envelope == EventEnvelope.None ? _others : _dataOthers).Length > 0;

    /// <summary>
    /// Parses the value at the start of <paramref name="json"/>. For malformed JSON, whose end is unknown, the method returns <c>false</c>,
    /// and <paramref name="length"/> is the number of bytes read.
    /// </summary>
    public bool TryParse(ReadOnlySpan<byte> json, out ParsedEvent parsed, out int length)
    {
        parsed = default;
        length = 0;
        Errors.Clear();
        _others.Clear();
        _dataOthers.Clear();
        _names.Clear();
        _propertiesBeyondLimit = 0;

        var reader = new Utf8JsonReader(json, ReaderOptions);
        try
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, json, 0, inData: false, ref parsed);
                FindEnvelope(ref parsed);
                ReadLateData(json, ref parsed);
            }
            else
            {
                AddError(EventRule.Malformed, $"an event must be a JSON object, not {Describe(reader.TokenType)}");
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            Errors.Clear();
            length = (int)reader.BytesConsumed;
            AddError(EventRule.Malformed, MalformedJson.Describe(json, length));
            return false;
        }

        length = (int)reader.BytesConsumed;
        if (!Utf8.IsValid(json[..length]))
            AddError(EventRule.Unicode, JsonText.DescribeInvalid(json[..length]));
        if (length > FlightEventReader.MaxEventBytes)
            AddError(EventRule.Size, $"the event has {length} bytes; the maximum is {FlightEventReader.MaxEventBytes}");
        if (_propertiesBeyondLimit > 0)
            AddError(EventRule.Properties, TooManyProperties(FlightEventReader.MaxProperties + _propertiesBeyondLimit));
        ApplyEnvelope(json, ref parsed);
        return true;
    }

    public void Dispose()
    {
        _others.Dispose();
        _dataOthers.Dispose();
    }

    internal static string Describe(JsonTokenType kind) => kind switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };

    private void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int offset, bool inData, ref ParsedEvent parsed)
    {
        var others = inData ? _dataOthers : _others;
        var scope = _names.OpenScope();
        Span<byte> unescaped = stackalloc byte[FlightEventFields.MaxNameLength * 6];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameStart = (int)reader.TokenStartIndex + offset;
            scoped var name = reader.ValueSpan;
            var nameError = reader.ValueIsEscaped ? JsonText.CheckEscapes(name) : null;
            if (nameError is { } rule)
                AddError(rule, JsonText.Describe(rule), name);
            else if (reader.ValueIsEscaped && name.Length <= unescaped.Length)
                name = unescaped[..JsonText.Unescape(name, unescaped)];

            var field = FlightEventFields.Find(name);
            if (inData && FlightEventFields.IsEnvelopeOnly(field))
                field = FlightEventField.Other;

            reader.Read();
            if (field == FlightEventField.SpecVersion)
                parsed.Envelope = EventEnvelope.CloudEvents;

            // The envelope's specversion usually precedes the data, so one pass suffices.
            if (field == FlightEventField.Data && parsed.IsCloudEvent && reader.TokenType == JsonTokenType.StartObject
                && parsed[field].Kind == JsonTokenType.None)
            {
                parsed[field] = new JsonSlice((int)reader.TokenStartIndex + offset, 0, JsonTokenType.StartObject, false);
                ReadObject(ref reader, json, offset, inData: true, ref parsed);
                continue;
            }

            var slice = ReadValue(ref reader, offset, field, name, ref parsed);
            if (field != FlightEventField.Other)
            {
                if (parsed[field].Kind == JsonTokenType.None)
                    parsed[field] = slice;
                else
                    AddFieldError(ref parsed, field, EventRule.Duplicate, "appears twice");
                continue;
            }

            switch (_names.Add(name, scope))
            {
                case PropertyNames.Added.Twice:
                    AddError(EventRule.Duplicate, "appears twice", name);
                    break;
                case PropertyNames.Added.TooMany:
                    _propertiesBeyondLimit++;
                    break;
                default:
                    AppendOther(others, json[nameStart..((int)reader.BytesConsumed + offset)]);
                    break;
            }
        }

        _names.CloseScope(scope);
    }

    private static string TooManyProperties(int count) =>
        $"the event has {count} properties without a column; the maximum is {FlightEventReader.MaxProperties}";

    private void ReadLateData(ReadOnlySpan<byte> json, ref ParsedEvent parsed)
    {
        var data = parsed[FlightEventField.Data];
        if (parsed.Envelope == EventEnvelope.None || data.Kind != JsonTokenType.StartObject || data.Length == 0)
            return;

        var reader = new Utf8JsonReader(data.BytesIn(json), ReaderOptions);
        reader.Read();
        ReadObject(ref reader, json, data.Start, inData: true, ref parsed);
    }

    /// <summary>Advances past the reader's current value and checks all text in it.</summary>
    private JsonSlice ReadValue(
        ref Utf8JsonReader reader, int offset, FlightEventField field, scoped ReadOnlySpan<byte> name, ref ParsedEvent parsed)
    {
        var kind = reader.TokenType;
        var start = (int)reader.TokenStartIndex + offset;
        if (kind is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            ReadContainer(ref reader, name);
            return new JsonSlice(start, (int)reader.BytesConsumed + offset - start, kind, false);
        }

        if (kind != JsonTokenType.String)
            return new JsonSlice(start, reader.ValueSpan.Length, kind, false);

        if (reader.ValueIsEscaped && JsonText.CheckEscapes(reader.ValueSpan) is { } rule)
        {
            if (field == FlightEventField.Other)
                AddError(rule, JsonText.Describe(rule), name);
            else
                AddFieldError(ref parsed, field, rule, JsonText.Describe(rule));
        }

        return new JsonSlice(start + 1, reader.ValueSpan.Length, kind, reader.ValueIsEscaped);
    }

    private void ReadContainer(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name)
    {
        var depth = reader.CurrentDepth;
        var deepest = depth + 1;
        EventRule? violated = null;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                deepest = Math.Max(deepest, reader.CurrentDepth + 1);
            else if (reader.ValueIsEscaped && reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                violated ??= JsonText.CheckEscapes(reader.ValueSpan);
        }

        if (deepest > FlightEventReader.MaxDepth)
            AddError(EventRule.Nesting, $"{deepest} levels deep; the maximum per event is {FlightEventReader.MaxDepth}", name);
        if (violated is { } rule)
            AddError(rule, JsonText.Describe(rule), name);
    }

    private static void AppendOther(
        ReadOnlySpan<byte> json, FlightEventField field, ReadOnlySpan<byte> name, in ParsedEvent parsed, PooledBytes others)
    {
        var slice = parsed[field];
        if (slice.Kind == JsonTokenType.None)
            return;

        others.Append(name);
        AppendOther(others, slice.RawOf(json));
    }

    /// <summary>
    /// Appends a property. Line breaks are replaced with spaces because a row is a single line. The line breaks are white space, because
    /// JSON strings contain no unescaped line breaks.
    /// </summary>
    private static void AppendOther(PooledBytes others, ReadOnlySpan<byte> property)
    {
        var room = others.Reserve(property.Length + 1);
        property.CopyTo(room);
        if (property.ContainsAny((byte)'\n', (byte)'\r'))
        {
            room[..property.Length].Replace((byte)'\n', (byte)' ');
            room[..property.Length].Replace((byte)'\r', (byte)' ');
        }

        room[property.Length] = (byte)',';
        others.Advance(property.Length + 1);
    }

    private void AddError(EventRule rule, string detail) => AddError(ValidationError.WholeEvent, rule, detail);

    /// <summary>
    /// Adds an error unless the limit is reached. Beyond the limit, the method allocates no strings, because an event can have a million
    /// errors.
    /// </summary>
    private void AddError(EventRule rule, string detail, ReadOnlySpan<byte> name)
    {
        if (Errors.Count < FlightEventReader.MaxErrors)
            AddError(ValidationError.SafeValue(name), rule, detail);
    }

    private void AddFieldError(ref ParsedEvent parsed, FlightEventField field, EventRule rule, string detail)
    {
        parsed.SetInvalid(field);
        AddError(FlightEventFields.Name(field), rule, detail);
    }

    private void AddError(string field, EventRule rule, string detail)
    {
        if (Errors.Count < FlightEventReader.MaxErrors)
            Errors.Add(new ValidationError(field, rule, detail));
    }
}
