using System.Text.Json;

namespace LatamFunctions.Import;

/// <summary>
/// Reads JSON and JSON Lines. An array contains records, which are read one at a time. An object, in a file or on a line of JSON Lines, is
/// either a record or a page whose arrays contain records, and is read completely.
/// </summary>
internal static class JsonRecords
{
    /// <summary>The maximum size of a file with one JSON object. Files with an array or JSON Lines can have any size.</summary>
    private const int MaxPageBytes = 256 * 1024 * 1024;

    public static IEnumerable<SourceRecord> ReadDocument(FileInfo file, IReadOnlyList<string> recordNames) =>
        FirstCharacter(file) == '[' ? ReadArray(file, recordNames) : ReadPage(file, recordNames);

    public static IEnumerable<SourceRecord> ReadLines(FileInfo file, IReadOnlyList<string> recordNames)
    {
        using var lines = new StreamReader(RecordSource.OpenText(file));
        for (var number = 1; lines.ReadLine() is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                foreach (var record in Parse(line, $"line {number}", recordNames))
                    yield return record;
            }
        }
    }

    private static IEnumerable<SourceRecord> ReadArray(FileInfo file, IReadOnlyList<string> recordNames)
    {
        using var stream = RecordSource.OpenText(file);
        using var elements = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(stream).ToBlockingEnumerable().GetEnumerator();
        while (MoveNext(elements))
        {
            foreach (var record in RecordsOf(elements.Current, recordNames))
                yield return record;
        }
    }

    private static IEnumerable<SourceRecord> ReadPage(FileInfo file, IReadOnlyList<string> recordNames)
    {
        if (file.Length > MaxPageBytes)
        {
            throw new ImportException(
                $"The JSON object has {file.Length} bytes; the maximum is {MaxPageBytes}. Use an array, or JSON Lines (.jsonl).");
        }

        using var text = new StreamReader(RecordSource.OpenText(file));
        var records = Parse(text.ReadToEnd(), "the file", recordNames).ToList();
        return records is [{ Error: { } error }] ? throw new ImportException(error) : records;
    }

    private static IEnumerable<SourceRecord> Parse(string json, string place, IReadOnlyList<string> recordNames)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return RecordsOf(document.RootElement, recordNames);
        }
        catch (JsonException e)
        {
            return [new SourceRecord(null, $"{place} is not valid JSON at character {e.BytePositionInLine}")];
        }
    }

    private static List<SourceRecord> RecordsOf(JsonElement element, IReadOnlyList<string> recordNames)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return [new SourceRecord(null, "a record must be a JSON object")];

        var pages = recordNames
            .Where(name => element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array)
            .Select(name => element.GetProperty(name))
            .ToList();
        return pages.Count == 0
            ? [new SourceRecord(element.GetRawText())]
            : [.. pages.SelectMany(list => list.EnumerateArray()).Select(record => new SourceRecord(record.GetRawText()))];
    }

    private static bool MoveNext(IEnumerator<JsonElement> elements)
    {
        try
        {
            return elements.MoveNext();
        }
        catch (JsonException e)
        {
            throw new ImportException($"The file is not valid JSON at line {e.LineNumber + 1}, character {e.BytePositionInLine}.", e);
        }
    }

    private static int FirstCharacter(FileInfo file)
    {
        using var text = new StreamReader(RecordSource.OpenText(file));
        int character;
        while ((character = text.Read()) >= 0 && char.IsWhiteSpace((char)character))
        {
        }

        return character;
    }
}
