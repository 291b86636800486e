using System.Diagnostics;
using System.Globalization;

namespace Tests.Support;

/// <summary>
/// The parameters and progress of a test that sends random inputs to a target. Explicit tests use the long form, which has many inputs and
/// is configured by the following environment variables:
/// <list type="bullet">
/// <item>ABUSE_INPUTS: the number of inputs per target (default 1,000,000)</item>
/// <item>ABUSE_CASES: the number of inputs per target if each input requires the start of a server (default 1,000)</item>
/// <item>ABUSE_SEED: the seed of the random numbers (default 2)</item>
/// <item>ABUSE_MINUTES: the time limit per target in minutes, after which the test ends with fewer inputs (default none)</item>
/// <item>ABUSE_REPORT: the file to which each target appends a row of a Markdown table (default none)</item>
/// </list>
/// </summary>
public sealed class LongForm(string target, int inputs, int seed)
{
    /// <summary>The NUnit category of the explicit tests.</summary>
    public const string Category = "Abuse";

    private static readonly TimeSpan? Limit = Variable("ABUSE_MINUTES") is { } minutes
        ? TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture))
        : null;

    private readonly long _started = Stopwatch.GetTimestamp();
    private volatile bool _isStopped;

    /// <summary>Creates the long form, with the parameters in the environment variables.</summary>
    /// <param name="target">The name of the target in the report.</param>
    public LongForm(string target)
        : this(target, Number("ABUSE_INPUTS", 1_000_000), Number("ABUSE_SEED", 2)) => IsReported = true;

    public int Seed => seed;

    /// <summary>The number of inputs that were sent.</summary>
    public int Sent { get; private set; }

    private bool IsReported { get; init; }

    /// <summary>Creates the long form for a target that starts a server for each input.</summary>
    public static LongForm OfCases(string target) =>
        new(target, Number("ABUSE_CASES", 1_000), Number("ABUSE_SEED", 2)) { IsReported = true };

    /// <summary>
    /// Counts an input. Returns <c>false</c> if all inputs have been sent, the time limit has passed, or a concurrent attack has failed.
    /// </summary>
    public bool TryNext()
    {
        if (_isStopped || Sent >= inputs || Stopwatch.GetElapsedTime(_started) >= Limit)
            return false;
        Sent++;
        return true;
    }

    /// <summary>Runs one of several concurrent attacks. If the attack fails, the other attacks end early.</summary>
    public async Task RunAsync(Func<Task> attack)
    {
        try
        {
            await attack();
        }
        catch
        {
            _isStopped = true;
            throw;
        }
    }

    /// <summary>Counts additional inputs of a group, of which <see cref="TryNext"/> counts only the first input.</summary>
    public void Add(int more) => Sent += more;

    /// <summary>Writes the result to the test output and, in the long form, to the report.</summary>
    /// <param name="result">The outcomes with their counts.</param>
    public void Report(string result)
    {
        var seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        var row = string.Create(CultureInfo.InvariantCulture, $"| {target} | {Sent:N0} | {seed} | {seconds:0} s | {result} |");
        TestContext.Out.WriteLine(row);
        if (IsReported && Variable("ABUSE_REPORT") is { } path)
            File.AppendAllText(path, row + "\n");
    }

    /// <summary>Formats the count of each outcome, most frequent first, for example <c>3 rejected, 1 accepted</c>.</summary>
    public static string Counts<TOutcome>(IEnumerable<KeyValuePair<TOutcome, int>> outcomes) => string.Join(
        ", ",
        outcomes
            .OrderByDescending(one => one.Value)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Value:N0} {one.Key}")));

    private static int Number(string variable, int otherwise) =>
        Variable(variable) is { } text ? int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : otherwise;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
