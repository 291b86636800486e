using LocalKusto.DuckDb;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Types;
using LocalKusto.Tests.Conformance;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Judge;

/// <summary>
/// Compares this engine with Microsoft's language service. The engine and the language service must accept the same queries and return the
/// same result types. Known differences are listed in Judge/*.tsv with a reason. The tests fail for a listed difference that no longer
/// exists.
/// </summary>
[TestFixture]
public sealed class JudgeTests
{
    private SampleDatabase _database = null!;
    private IReadOnlyList<ConformanceLine> _lines = null!;
    private IReadOnlyList<MatrixBatch> _batches = null!;
    private IReadOnlyList<LanguageService.Verdict> _verdicts = null!;

    [OneTimeSetUp]
    public async Task JudgeAsync()
    {
        _database = new SampleDatabase();
        _lines = [.. ConformanceLine.ReadAll()];
        _batches = [.. TypeMatrix.Scalars(), .. TypeMatrix.Aggregates()];
        _verdicts = await LanguageService.JudgeAsync(_lines.Select(line => line.Query).Concat(_batches.Select(batch => batch.Query)));
    }

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    [Test]
    public void Conformance_lines_agree_with_the_language_service()
    {
        var differences = _lines.Zip(_verdicts, (line, verdict) => (line.Query, Difference: Compare(line, verdict)))
            .Where(entry => entry.Difference is not null).ToList();

        KnownDifferences.Check("lines.tsv", differences.ConvertAll(entry => (entry.Query, entry.Difference!)), _lines.Count);
    }

    [Test]
    public void Argument_and_result_types_agree_with_the_language_service()
    {
        var differences = _batches.Zip(_verdicts.Skip(_lines.Count), Compare).SelectMany(found => found).ToList();

        KnownDifferences.Check("types.tsv", differences, _batches.Sum(batch => batch.Expressions.Count));
    }

    [Test]
    public void Accepted_expressions_are_executed()
    {
        var failures = new List<string>();
        foreach (var batch in _batches)
        {
            foreach (var chunk in batch.Expressions.Where(expression => TryCompile(batch.QueryOf(expression), out _)).Chunk(200))
            {
                if (TryRun((batch with { Expressions = chunk }).Query) is not null)
                    failures.AddRange(chunk.Select(expression => (expression, error: TryRun(batch.QueryOf(expression))))
                        .Where(run => run.error is not null).Select(run => $"{run.expression}: {run.error}"));
            }
        }

        Assert.That(failures, Is.Empty);
    }

    private string? TryRun(string query)
    {
        try
        {
            _database.Json(query);
            return null;
        }
        catch (DuckDbException e)
        {
            return e.Message;
        }
    }

    private static string? Compare(ConformanceLine line, LanguageService.Verdict verdict)
    {
        if (line.Error is not null)
            return verdict.Errors.Count == 0 ? "accepted" : null;
        if (verdict.Errors is [var error, ..])
            return $"{error.Code} {error.Message}";
        var columns = string.Join(", ", verdict.Columns ?? []);
        return columns == line.Columns ? null : columns;
    }

    private IEnumerable<(string, string)> Compare(MatrixBatch batch, LanguageService.Verdict verdict)
    {
        var rejected = verdict.Errors.ToLookup(error => batch.ExpressionAt(error.Start));
        var types = (verdict.Columns ?? []).Select(column => column.Split(':')).ToDictionary(column => column[0], column => column[1]);
        for (var i = 0; i < batch.Expressions.Count; i++)
        {
            var theirs = rejected[i].FirstOrDefault() is { } error ? $"rejected: {error.Code}"
                : types.GetValueOrDefault($"x{i}", "no value");
            var ours = TryCompile(batch.QueryOf(batch.Expressions[i]), out var type) ? type : "rejected";
            if (ours != theirs && !(ours == "rejected" && theirs.StartsWith(ours, StringComparison.Ordinal)))
                yield return (batch.Expressions[i], $"{theirs} (here {ours})");
        }
    }

    private bool TryCompile(string query, out string type)
    {
        try
        {
            type = _database.Compile(query).Columns[0].Type.CslName();
            return true;
        }
        catch (KqlException)
        {
            type = "";
            return false;
        }
    }
}
