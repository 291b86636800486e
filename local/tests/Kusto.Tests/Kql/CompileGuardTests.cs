using LocalKusto.Kql.Errors;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Kql;

/// <summary>Tests that the compilation of a query neither terminates the process nor allocates unlimited memory.</summary>
[TestFixture]
public sealed class CompileGuardTests
{
    /// <summary>
    /// The stack size of the tests, which is smaller than the stack size of a pool thread, so that the tests are fast and do not depend on
    /// the system.
    /// </summary>
    private const int StackBytes = 1024 * 1024;

    private SampleDatabase _database = null!;

    [OneTimeSetUp]
    public void Open() => _database = new SampleDatabase();

    [OneTimeTearDown]
    public void Close() => _database.Dispose();

    private static IEnumerable<TestCaseData> Texts()
    {
        yield return Case("functions_in_functions", Repeated("let a=(){", 50_000), "SYN0002");
        yield return Case("unions", Repeated("union (", 50_000), "SYN0002");
        yield return Case("find_in", Repeated("find in (", 50_000), "SYN0002");
        yield return Case("partitions", "T" + Repeated(" | partition by b (", 1) + Repeated("partition by b (", 50_000), "SYN0002");
        yield return Case("forks", "T | " + Repeated("fork (", 50_000), "SYN0002");
        yield return Case("mv_apply", "T | " + Repeated("mv-apply e on (", 50_000), "SYN0002");
        yield return Case("parentheses", "print " + Repeated("(", 50_000), "SYN0002");
        yield return Case("calls", "print " + Repeated("not(", 50_000), "SYN0002");
        yield return Case("signs", "print " + Repeated("- ", 50_000), "SYN0002");
        yield return Case("sums", "print 1" + Repeated("+1", 50_000), "SEM0003");
        yield return Case("elements", "T | project e" + Repeated("[0]", 50_000), "SEM0003");
        yield return Case("members", "T | project e" + Repeated(".a", 50_000), "SEM0003");
        yield return Case("a_long_list", "print 1 in (" + Repeated("1,", 100_000) + "1)", "SEM0003");
        yield return Case("a_long_pipeline", "print x=1" + Repeated("|take 1", 45_000), "SEM0003");
        yield return Case(
            "a_pipeline_of_columns", "print a0=1" + string.Concat(Enumerable.Range(1, 30_000).Select(i => $"|extend a{i}=1")), "SEM0003");
        yield return Case("a_recursive_table_function", "let x = Loop(); x", "SEM0057");
        yield return Case("a_recursive_scalar_function", "print toscalar(Loop())", "SEM0057");

        static TestCaseData Case(string name, string kql, string code) => new TestCaseData(kql, code).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Texts))]
    public void A_query_that_is_too_deep_or_too_wide_is_a_query_error(string kql, string code)
    {
        var (error, allocated) = Compile(kql);

        Assert.That((error as KqlException)?.Code, Is.EqualTo(code), error?.Message);
        Assert.That(allocated, Is.LessThan(1_000_000_000));
    }

    /// <summary>The depth of the plan equals the number of definitions, although the text has no nesting.</summary>
    [TestCase("let t0 = T; ", "let t{0} = t{1} | where a > {0}; ", "t{0}")]
    [TestCase("let t0 = rand(); ", "let t{0} = t{1} + 1; ", "print t{0}")]
    public void A_long_chain_of_definitions_is_a_query_error(string first, string next, string query)
    {
        const int count = 6_000;
        var kql = first + string.Concat(Enumerable.Range(1, count).Select(i => next.Replace("{0}", $"{i}").Replace("{1}", $"{i - 1}")))
            + query.Replace("{0}", $"{count}");

        var (error, _) = Compile(kql);

        Assert.That((error as KqlException)?.Code, Is.EqualTo("SEM0003"), error?.Message);
    }

    /// <summary>
    /// Each definition refers to the previous definition twice. A traversal that visits both references has 2^n steps for n definitions.
    /// </summary>
    [TestCase("let t0 = T | project a; ", "let t{0} = t{1} | join kind=inner t{1} on a | project a; ", "union t{0}, T", null)]
    [TestCase("let t0 = T | where 1 == 2; ", "let t{0} = union t{1}, t{1}; ", "t{0}", null)]
    [TestCase("let t0 = rand(); ", "let t{0} = t{1} + t{1}; ", "print t{0}", "SEM0003")]
    public void Definitions_with_exponential_expansion_are_compiled_once_or_are_an_error(
        string first, string next, string query, string? code)
    {
        const int count = 40;
        var kql = first + string.Concat(Enumerable.Range(1, count).Select(i => next.Replace("{0}", $"{i}").Replace("{1}", $"{i - 1}")))
            + query.Replace("{0}", $"{count}");

        var (error, _) = Compile(kql);

        Assert.That((error as KqlException)?.Code, Is.EqualTo(code), error?.Message);
    }

    private static string Repeated(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private (Exception? Error, long Allocated) Compile(string kql)
    {
        Exception? error = null;
        var allocated = 0L;
        var thread = new Thread(
            () =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    _database.Compile(kql);
                }
                catch (Exception e)
                {
                    error = e;
                }

                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            },
            StackBytes);
        thread.Start();
        thread.Join();
        return (error, allocated);
    }
}
