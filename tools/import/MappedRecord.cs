using System.Data.Common;
using System.Globalization;
using System.Text.Json;

namespace LatamFunctions.Import;

/// <summary>The result of a map for one record.</summary>
/// <param name="Number">The number of the record in the file, starting at 1.</param>
/// <param name="Event">The event as JSON.</param>
/// <param name="Rejected">The reason why the record cannot become an event, or <c>null</c> if the record can become an event.</param>
internal sealed record MappedRecord(long Number, ReadOnlyMemory<byte> Event, string? Rejected)
{
    private const string NumberColumn = "n";
    private const string RejectedColumn = "rejected";

    /// <summary>Creates the event from a row in a map's result. Null values are omitted. Times are in UTC.</summary>
    public static MappedRecord From(DbDataReader row, FlightMap map)
    {
        long? number = null;
        string? rejected = null;
        var hasSource = false;
        var bytes = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            for (var i = 0; i < row.FieldCount; i++)
            {
                var name = row.GetName(i);
                if (name == NumberColumn)
                    number = row.GetInt64(i);
                else if (name == RejectedColumn)
                    rejected = row.IsDBNull(i) ? null : row.GetString(i);
                else if (!row.IsDBNull(i))
                    Write(json, name, row.GetValue(i));
                hasSource |= name == "source";
            }

            if (!hasSource)
                json.WriteString("source", $"/import/{map.Name}");
            json.WriteEndObject();
        }

        return new MappedRecord(
            number ?? throw new ImportException($"The map {map.Name} must return the column n of its input."),
            bytes.GetBuffer().AsMemory(0, (int)bytes.Length),
            rejected);
    }

    private static void Write(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case sbyte or short or int or long or byte or ushort or uint:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case float or double or decimal:
                json.WriteNumber(name, Convert.ToDecimal(value, CultureInfo.InvariantCulture));
                break;
            case DateTime time:
                json.WriteString(name, DateTime.SpecifyKind(time, DateTimeKind.Utc));
                break;
            case DateOnly date:
                json.WriteString(name, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
