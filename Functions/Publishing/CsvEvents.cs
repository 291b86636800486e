using System.Buffers;
using System.Text;
using System.Text.Json;
using LatamFunctions.Events;
using LatamFunctions.Http;
using Sylvan.Data.Csv;

namespace LatamFunctions.Publishing;

/// <summary>
/// Converts events in CSV (RFC 4180) to JSON Lines. The header row contains property names; empty cells represent omitted properties;
/// delays and distances become numbers. The separator is a comma, a semicolon or a tab and is detected in the header row, because
/// spreadsheets in some countries use semicolons.
/// </summary>
internal static class CsvEvents
{
    public const string MediaType = "text/csv";

    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>
    /// The maximum ratio of the JSON size to the CSV size. JSON repeats the header in each event, so a long header could exhaust memory.
    /// For a small CSV, the maximum size of an event applies instead.
    /// </summary>
    public const int MaxGrowth = 8;

    public const int MaxRecordCharacters = 1024 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly HashSet<string> Numbers =
        [.. FlightProperties.All.Where(property => property.IsNumber).Select(property => property.Name)];

    /// <summary>Converts <paramref name="csv"/> to JSON Lines with at most <see cref="EventRequest.MaxEvents"/> events plus one.</summary>
    public static (ReadOnlyMemory<byte> Json, Problem? Problem) ToJsonLines(ReadOnlyMemory<byte> csv)
    {
        if (csv.Length > MaxBytes)
            return (default, EventRequest.TooLarge(MaxBytes, csv.Length));

        try
        {
            if (csv.Span.Trim("\uFEFF \t\r\n"u8).IsEmpty)
                return (default, NoEvents);

            using var text = new StreamReader(new MemoryStream(csv.ToArray()), Utf8);
            var options = new CsvDataReaderOptions { HasHeaders = true, MaxBufferSize = MaxRecordCharacters };
            using var rows = CsvDataReader.Create(text, options);
            return Convert(rows, Math.Max(csv.Length * MaxGrowth, FlightEventReader.MaxEventBytes));
        }
        catch (DecoderFallbackException)
        {
            return (default, Invalid("The CSV is not valid UTF-8. In a spreadsheet, select the format \"CSV UTF-8\"."));
        }
        catch (CsvMissingHeadersException)
        {
            return (default, NoEvents);
        }
        catch (CsvFormatException e)
        {
            return (default, Invalid(
                $"The CSV is malformed in row {e.RowNumber}: a quotation mark is missing or misplaced, or the row is too long."));
        }
    }

    private static (ReadOnlyMemory<byte> Json, Problem? Problem) Convert(CsvDataReader rows, int maxBytes)
    {
        var names = Enumerable.Range(0, rows.FieldCount).Select(i => rows.GetName(i).Trim()).ToArray();
        if (names.Where(name => name.Length > 0).GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            return (default, Invalid($"The header row has the column {ValidationError.SafeValue(Utf8.GetBytes(twice.Key))} twice."));

        var errors = new List<ApiError>();
        var json = new ArrayBufferWriter<byte>();
        for (var index = 0; index <= EventRequest.MaxEvents && rows.Read();)
        {
            if (IsBlank(rows))
                continue;

            if (rows.RowFieldCount != names.Length && errors.Count < EventChecks.MaxErrors)
            {
                var detail = $"has {rows.RowFieldCount} cells; the header row has {names.Length}";
                errors.Add(new ApiError(ValidationError.WholeEvent, nameof(EventRule.Malformed), detail, index));
            }

            if (!TryWrite(json, rows, names) && errors.Count < EventChecks.MaxErrors)
            {
                const string unnamed = "has a value in a column without a name";
                errors.Add(new ApiError(ValidationError.WholeEvent, nameof(EventRule.Malformed), unnamed, index));
            }

            index++;
            if (json.WrittenCount > maxBytes)
                return (default, Invalid(
                    $"The CSV is more than {MaxGrowth} times as long in JSON because its header row is long. Send JSON."));
        }

        if (errors.Count > 0)
            return (default, Invalid("Rows do not match the header row; nothing was published.", errors));

        return json.WrittenCount == 0 ? (default, NoEvents) : (json.WrittenMemory, null);
    }

    /// <summary>Whether a row is blank or contains only separators. Spreadsheets write such rows below their data.</summary>
    private static bool IsBlank(CsvDataReader row)
    {
        for (var i = 0; i < row.RowFieldCount; i++)
        {
            if (row.GetString(i).Length > 0)
                return false;
        }

        return true;
    }

    /// <returns>
    /// <c>false</c> if a column without a name has a value. Spreadsheets write empty columns without names next to their data.
    /// </returns>
    private static bool TryWrite(ArrayBufferWriter<byte> output, CsvDataReader row, string[] names)
    {
        var isNamed = true;
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            for (var i = 0; i < Math.Min(names.Length, row.RowFieldCount); i++)
            {
                var value = row.GetString(i);
                if (value.Length == 0)
                    continue;
                if (names[i].Length == 0)
                {
                    isNamed = false;
                    continue;
                }

                json.WritePropertyName(names[i]);
                if (Numbers.Contains(names[i]) && IsNumber(value))
                    json.WriteRawValue(value);
                else
                    json.WriteStringValue(value);
            }

            json.WriteEndObject();
        }

        output.Write("\n"u8);
        return isNamed;
    }

    private static bool IsNumber(string value)
    {
        var json = new Utf8JsonReader(Utf8.GetBytes(value));
        try
        {
            return json.Read() && json.TokenType == JsonTokenType.Number && !json.Read();
        }
        catch (JsonException)
        {
            return false; // The checks report the error, with the name and the value of the property.
        }
    }

    private static Problem NoEvents => new(ErrorCodes.NoEvents, "The CSV has no rows below the header row.");

    private static Problem Invalid(string detail, IReadOnlyList<ApiError>? errors = null) =>
        new(ErrorCodes.InvalidEvents, detail) { Errors = errors ?? [] };
}
