using System.Text;
using System.Text.Json;
using LatamFunctions.Events;

namespace LatamFunctions.Import;

/// <summary>Writes rejected records to a file, one JSON object per line, and counts them by reason.</summary>
internal sealed class RejectLog : IDisposable
{
    /// <summary>
    /// The maximum number of reasons that are counted separately, which limits memory use. Further reasons share one counter.
    /// </summary>
    private const int MaxReasons = 1_000;

    private readonly Dictionary<(string Field, string Reason), (long Count, long FirstRecord)> _reasons = [];
    private readonly Lazy<FileStream> _file;

    /// <param name="path">The path of the file, which is created when the first record is rejected.</param>
    /// <param name="appends">Whether to append to the rejected records from an earlier run.</param>
    public RejectLog(string path, bool appends)
    {
        if (!appends)
            File.Delete(path);
        _file = new Lazy<FileStream>(() => new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read));
    }

    public long Count { get; private set; }

    /// <summary>The reasons, with the most frequent first.</summary>
    public IEnumerable<(string Field, string Reason, long Count, long FirstRecord)> Reasons =>
        from entry in _reasons
        orderby entry.Value.Count descending
        select (entry.Key.Field, entry.Key.Reason, entry.Value.Count, entry.Value.FirstRecord);

    /// <summary>Adds a rejected record.</summary>
    /// <param name="record">The record's number, starting at 1.</param>
    /// <param name="errors">The validation errors.</param>
    /// <param name="flightEvent">The event that the map returned, or empty memory if the map returned no event.</param>
    public void Add(long record, IReadOnlyList<ValidationError> errors, ReadOnlyMemory<byte> flightEvent)
    {
        Count++;
        foreach (var error in errors)
        {
            var key = (error.Field, error.Detail);
            if (!_reasons.ContainsKey(key) && _reasons.Count == MaxReasons)
                key = (ValidationError.WholeEvent, "other reasons");
            var (count, first) = _reasons.GetValueOrDefault(key, (0, record));
            _reasons[key] = (count + 1, first);
        }

        using (var json = new Utf8JsonWriter(_file.Value))
        {
            json.WriteStartObject();
            json.WriteNumber("record", record);
            json.WriteStartArray("errors");
            foreach (var error in errors)
            {
                json.WriteStartObject();
                json.WriteString("field", error.Field);
                json.WriteString("rule", error.Rule.ToString());
                json.WriteString("detail", error.Detail);
                if (error.Value is not null)
                    json.WriteString("value", error.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (!flightEvent.IsEmpty)
            {
                json.WritePropertyName("event");
                json.WriteRawValue(flightEvent.Span);
            }

            json.WriteEndObject();
        }

        _file.Value.Write(Encoding.UTF8.GetBytes("\n"));
    }

    public void Flush()
    {
        if (_file.IsValueCreated)
            _file.Value.Flush();
    }

    public void Dispose()
    {
        if (_file.IsValueCreated)
            _file.Value.Dispose();
    }
}
