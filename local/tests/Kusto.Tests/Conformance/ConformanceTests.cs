using System.Text;
using System.Text.Json;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Types;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Conformance;

/// <summary>
/// Tests the queries in the conformance tables. Each file contains the queries for a family of functions or operators, with the results
/// that Kusto returns. The expected results come from Kusto's documentation and its emulator, not from this engine.
/// </summary>
[TestFixture]
public sealed class ConformanceTests
{
    private SampleDatabase _database = null!;

    [OneTimeSetUp]
    public void Open() => _database = new SampleDatabase();

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    [TestCaseSource(nameof(Lines))]
    public void A_query_returns_the_same_result_as_in_Kusto(ConformanceLine line)
    {
        if (line.Error is { } error)
        {
            var rejected = Assert.Throws<KqlException>(() => _database.Json(line.Query));
            Assert.That($"{rejected.Code} {rejected.Message}", Does.Contain(error));
            return;
        }

        var (columns, rows) = _database.Json(line.Query);
        Assert.That(string.Join(", ", columns.Select(column => $"{column.Name}:{column.Type.CslName()}")), Is.EqualTo(line.Columns));
        Assert.That(rows, Is.EqualTo(line.Rows));
    }

    public static IEnumerable<TestCaseData> Lines() =>
        ConformanceLine.ReadAll().Select(line => new TestCaseData(line).SetName($"{line.File}: {line.Query.Replace('.', '·')}"));
}

/// <summary>
/// A line in a conformance table, with three fields separated by tabs: the query, the columns, and the rows as JSON. For an error, the
/// fields are the query, <c>error</c>, and part of the error's code and message. Empty lines and lines that start with # are ignored.
/// </summary>
public sealed record ConformanceLine(string File, string Query, string Columns, string Rows, string? Error)
{
    private static readonly JsonSerializerOptions Compact =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<ConformanceLine> ReadAll() =>
        Directory.GetFiles(Path.Combine(TestContext.CurrentContext.TestDirectory, "Conformance"), "*.tsv").Order().SelectMany(Read);

    private static IEnumerable<ConformanceLine> Read(string path)
    {
        foreach (var text in System.IO.File.ReadAllLines(path, Encoding.UTF8))
        {
            if (text.Length == 0 || text[0] == '#')
                continue;
            var parts = text.Split('\t');
            var name = Path.GetFileNameWithoutExtension(path);
            if (parts.Length != 3)
                throw new InvalidDataException($"{name}: '{text}' does not have three fields.");
            yield return parts[1] == "error"
                ? new ConformanceLine(name, parts[0], "", "", parts[2])
                : new ConformanceLine(name, parts[0], parts[1], JsonSerializer.Serialize(JsonDocument.Parse(parts[2]), Compact), null);
        }
    }
}
