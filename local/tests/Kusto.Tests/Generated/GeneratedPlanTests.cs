using System.Globalization;
using LocalKusto.DuckDb;
using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Writing;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Generated;

/// <summary>Compares the results of random queries, with and without plan rewriting, with the results of a reference evaluator.</summary>
[TestFixture]
public sealed class GeneratedPlanTests
{
    private const string MutatedTexts = "damaged queries, compiled";

    private SampleDatabase _database = null!;

    [OneTimeSetUp]
    public void Open() => _database = new SampleDatabase();

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    [TestCase(0, 100)]
    [TestCase(1_000_000, 100_000, TestName = "A_hundred_thousand_random_plans_return_the_same_rows", Explicit = true, Category = "Abuse")]
    public void A_random_plan_returns_the_same_rows_as_the_reference_evaluator(int firstSeed, int plans)
    {
        for (var seed = firstSeed; seed < firstSeed + plans; seed++)
        {
            var plan = GeneratedPlan.Create(seed);
            var expected = string.Join('\n', plan.Rows.Select(Text).Order(StringComparer.Ordinal));

            try
            {
                Assert.That(Sorted(_database.Run(plan.Query)), Is.EqualTo(expected), $"seed {seed}: {plan.Query}");
                Assert.That(Sorted(_database.RunSql(Unrewritten(plan.Query))), Is.EqualTo(expected),
                    $"seed {seed}, not rewritten: {plan.Query}");
            }
            catch (Exception e) when (e is KqlException or DuckDbException)
            {
                Assert.Fail($"The query of seed {seed} is rejected: {plan.Query}\n{e}");
            }
        }
    }

    /// <summary>Returns the SQL of a query without plan rewriting.</summary>
    private string Unrewritten(string query)
    {
        var context = new BindingContext(query, _database, QueryContext.At(SampleDatabase.Now), CancellationToken.None);
        var statement = (QueryStatement)SyntaxCache.Script(query)[0];
        return PlanWriter.Write(new TabularBinder(context, LexicalScope.Database).BindPipeline(statement.Pipeline).Plan);
    }

    [Test]
    public void A_mutated_query_results_in_SQL_or_a_KQL_error() => Attack(new LongForm(MutatedTexts, 3_000, 0));

    [Test, Explicit, Category(LongForm.Category)]
    public void Many_mutated_queries_result_in_SQL_or_a_KQL_error() => Attack(new LongForm(MutatedTexts));

    private void Attack(LongForm form)
    {
        var lines = Conformance.ConformanceLine.ReadAll().Select(line => line.Query).ToList();
        var random = new Random(form.Seed);
        var rejected = 0;
        while (form.TryNext())
        {
            var text = Mutated(lines, random);
            try
            {
                _database.Compile(text);
            }
            catch (Exception e) when (e is KqlException or DuckDbException)
            {
                // To determine a plugin's columns, the compiler runs a query, which DuckDB can reject.
                rejected++;
            }
            catch (Exception e)
            {
                Assert.Fail($"Text {form.Sent} of seed {form.Seed}: {text}\n{e}");
            }
        }

        form.Report(LongForm.Counts<string>([new("compiled", form.Sent - rejected), new("rejected with a KQL error", rejected)]));
    }

    /// <summary>
    /// Returns a query with one to three random changes. A change deletes, duplicates, replaces or inserts characters, or replaces the end
    /// of the query with another query.
    /// </summary>
    private static string Mutated(List<string> lines, Random random)
    {
        var text = lines[random.Next(lines.Count)];
        for (var changes = random.Next(1, 4); changes > 0 && text.Length > 1; changes--)
        {
            var at = random.Next(text.Length);
            text = random.Next(5) switch
            {
                0 => text.Remove(at, Math.Min(random.Next(1, 6), text.Length - at)),
                1 => text.Insert(at, text.Substring(at, Math.Min(random.Next(1, 12), text.Length - at))),
                2 => text[..at] + (char)random.Next(1, 0x250) + text[(at + 1)..],
                3 => text[..at] + lines[random.Next(lines.Count)],
                _ => text.Insert(at, new[] { "(", ")", "|", "'", "\"", "[", "{", "..", "-", " by ", " | ", "null", "99999999999999999999",
                    "1e999", "\0" }[random.Next(15)]),
            };
        }

        return text;
    }

    private static string Sorted(string rows) =>
        string.Join('\n', rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));

    private static string Text(PlanRow row) => $"{Text(row.Key)}|{Text(row.Value)}|{row.Text}";

    private static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "∅";
}
