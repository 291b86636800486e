using System.Globalization;
using System.Text.Json.Nodes;

namespace IngestionBenchmark;

/// <summary>Candidates that do not make the same rows do not do the same work: their times would say nothing.</summary>
internal static class RowComparison
{
    /// <exception cref="InvalidOperationException">A candidate's row is another than the first candidate's.</exception>
    public static void Check(IReadOnlyList<Candidate> candidates, MessageSet set)
    {
        var makers = candidates.Where(candidate => candidate.MakesRows).ToArray();
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
                        throw new InvalidOperationException($"{candidate.Name} makes {mine}, {makers[0].Name} makes {first}");
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

    /// <summary>One time can be written with fewer digits or more.</summary>
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
