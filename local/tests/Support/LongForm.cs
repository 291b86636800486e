using System.Diagnostics;
using System.Globalization;

namespace Tests.Support;

/// <summary>
/// The long form of an attack: an explicit test that sends many random inputs, with the parameters of environment variables.
/// <list type="bullet">
/// <item>ABUSE_INPUTS: inputs of each target (1,000,000)</item>
/// <item>ABUSE_CASES: cases of targets that start a server for each (1,000)</item>
/// <item>ABUSE_SEED: seed of the random numbers (2)</item>
/// <item>ABUSE_MINUTES: time limit of each target, after which the report states fewer inputs (none)</item>
/// <item>ABUSE_REPORT: file to which each target appends its row of a Markdown table (none)</item>
/// </list>
/// </summary>
public sealed class LongForm(string target, int inputs, int seed)
{
    /// <summary>The category of the explicit tests.</summary>
    public const string Category = "Abuse";

    private static readonly TimeSpan? Limit = Variable("ABUSE_MINUTES") is { } minutes
        ? TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture))
        : null;

    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>The parameters of the environment.</summary>
    /// <param name="target">The name of the target in the report.</param>
    public LongForm(string target)
        : this(target, Number("ABUSE_INPUTS", 1_000_000), Number("ABUSE_SEED", 2)) => IsReported = true;

    public int Seed => seed;

    /// <summary>Inputs so far.</summary>
    public int Sent { get; private set; }

    private bool IsReported { get; init; }

    /// <summary>The parameters of the environment, for a target that starts a server for each case.</summary>
    public static LongForm OfCases(string target) =>
        new(target, Number("ABUSE_CASES", 1_000), Number("ABUSE_SEED", 2)) { IsReported = true };

    /// <summary>Counts an input, unless all are sent or the time limit has passed.</summary>
    public bool TryNext()
    {
        if (Sent >= inputs || Stopwatch.GetElapsedTime(_started) >= Limit)
            return false;
        Sent++;
        return true;
    }

    /// <summary>Counts inputs that <see cref="TryNext"/> did not count: those beyond the first of a group.</summary>
    public void Add(int more) => Sent += more;

    /// <summary>Writes the result to the test's output and, in the long form, to the report.</summary>
    /// <param name="result">The outcomes with their counts.</param>
    public void Report(string result)
    {
        var seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        var row = string.Create(CultureInfo.InvariantCulture, $"| {target} | {Sent:N0} | {seed} | {seconds:0} s | {result} |");
        TestContext.Out.WriteLine(row);
        if (IsReported && Variable("ABUSE_REPORT") is { } path)
            File.AppendAllText(path, row + "\n");
    }

    /// <summary>Counts by outcome, the most frequent first, as <c>3 rejected, 1 accepted</c>.</summary>
    public static string Counts<TOutcome>(IEnumerable<KeyValuePair<TOutcome, int>> outcomes) => string.Join(
        ", ",
        outcomes
            .OrderByDescending(one => one.Value)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Value:N0} {one.Key}")));

    private static int Number(string variable, int otherwise) =>
        Variable(variable) is { } text ? int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : otherwise;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
