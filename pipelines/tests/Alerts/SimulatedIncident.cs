using LocalStack.Fleet;

namespace Pipelines.Tests.Alerts;

/// <summary>A minute of an incident.</summary>
/// <param name="Number">The minute relative to the beginning of the incident. Minutes before the incident are negative.</param>
/// <param name="IsFaulty">Whether the fault is active.</param>
internal readonly record struct IncidentMinute(int Number, bool IsFaulty)
{
    /// <summary>The age of a row that is written at the end of the minute, relative to the beginning of the incident.</summary>
    public TimeSpan Age => TimeSpan.FromSeconds(1) - TimeSpan.FromMinutes(Number + 1);

    public T Or<T>(T faulty, T healthy) => IsFaulty ? faulty : healthy;
}

/// <summary>A temporary fault that starts at minute 0 in a system that has been healthy for a day.</summary>
/// <param name="Text">The description of the fault.</param>
/// <param name="Minutes">The duration of the fault.</param>
internal abstract record SimulatedIncident(string Text, int Minutes)
{
    public const int MinutesBefore = 24 * 60;

    /// <summary>The last simulated minute, one and a half days after the beginning of the incident.</summary>
    public const int LastMinute = 36 * 60;

    protected IncidentMinute At(int number) => new(number, number >= 0 && number < Minutes);
}

/// <summary>An incident in the tables of a workspace.</summary>
/// <param name="Rows">Returns the rows for a minute.</param>
/// <inheritdoc cref="SimulatedIncident"/>
internal sealed record LogIncident(string Text, int Minutes, Func<IncidentMinute, IEnumerable<WorkspaceRow>> Rows)
    : SimulatedIncident(Text, Minutes)
{
    public IEnumerable<WorkspaceRow> AllRows() =>
        from number in Enumerable.Range(-MinutesBefore, MinutesBefore + LastMinute)
        from row in Rows(At(number))
        select row;
}

/// <summary>An incident in the platform metrics of a resource.</summary>
/// <param name="Values">Returns the value of each metric in a minute.</param>
/// <inheritdoc cref="SimulatedIncident"/>
internal sealed record MetricIncident(string Text, int Minutes, Func<IncidentMinute, Dictionary<string, double>> Values)
    : SimulatedIncident(Text, Minutes)
{
    public double ValueOf(string metric, int number) => Values(At(number))[metric];
}
