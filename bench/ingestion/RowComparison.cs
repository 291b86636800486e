using System.Globalization;
using System.Text.Json.Nodes;

namespace IngestionBenchmark;

/// <summary>Compares the rows of the candidates, because only candidates that produce the same rows do the same work.</summary>
internal static class RowComparison
{
    /// <exception cref="InvalidOperationException">The candidates produce different rows.</exception>
    public static void Check(IReadOnlyList<Candidate> candidates, MessageSet set)
    {
        var makers = candidates.Where(candidate => candidate.ProducesRows).ToArray();
        foreach (var message in set.Messages)
        {
            var expected = RowsOf(makers[0], message, set.Shape);
            foreach (var candidate in makers.Skip(1))
            {
                var rows = RowsOf(candidate, message, set.Shape);
                for (var i = 0; i < Math.Max(rows.Length, expected.Length); i++)
                {
                    var (mine, first) = (rows.ElementAtOrDefault(i), expected.ElementAtOrDefault(i));
                    if (!JsonNode.DeepEquals(mine, first))
                        throw new InvalidOperationException($"{candidate.Name} produces {mine}, {makers[0].Name} produces {first}");
                }
            }
        }
    }

    private static JsonNode[] RowsOf(Candidate candidate, ReadOnlyMemory<byte> message, Shape shape)
    {
        candidate.StartBatch();
        candidate.Process(message, shape);
        var rows = new List<JsonNode>();
        ReadOnlySpan<byte> lines = candidate.CopyRows();
        foreach (var line in lines.Split((byte)'\n'))
        {
            if (lines[line] is { IsEmpty: false } json)
                rows.Add(WithPlainTimes(JsonNode.Parse(json)!.AsObject()));
        }

        return [.. rows];
    }

    /// <summary>Normalizes times, which can be written with different numbers of digits.</summary>
    private static JsonObject WithPlainTimes(JsonObject row)
    {
        foreach (var (column, value) in row.ToArray())
        {
            if (value is JsonValue text && text.TryGetValue(out DateTime time))
                row[column] = time.ToString("O", CultureInfo.InvariantCulture);
        }

        return row;
    }
}
