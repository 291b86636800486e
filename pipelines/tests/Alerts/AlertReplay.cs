using System.Xml;
using LoadBenchmark.Alerts;
using LocalStack.Fleet;
using Pipelines.Tests.Bicep;
using Pipelines.Tests.Checks;

namespace Pipelines.Tests.Alerts;

/// <summary>The times at which an alert fires and resolves during an incident.</summary>
/// <param name="Alert">The name of the alert.</param>
/// <param name="Incident">The description of the fault.</param>
/// <param name="MinutesToDetect">The time from the beginning of the fault to the first evaluation that fires the alert.</param>
/// <param name="MinutesToResolve">The time from the end of the fault to the evaluation that resolves the alert.</param>
internal sealed record ReplayedAlert(string Alert, string Incident, int MinutesToDetect, int MinutesToResolve);

/// <summary>
/// Replays incidents through the alerts in the compiled templates: runs the KQL of log alerts and evaluates the criteria of metric alerts.
/// </summary>
internal sealed class AlertReplay(LogWorkspace workspace, DeploymentSnapshot deployment, string environment)
{
    private static readonly DateTimeOffset Onset = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, MetricRule> _metricRules = deployment.OfType("Microsoft.Insights/metricAlerts")
        .ToDictionary(rule => rule.Name[$"latam-{environment}-".Length..], MetricRule.From);

    private readonly SystemNames _names = SystemNames.From(deployment);

    private SimulatedIncident? _fed;

    public async Task<ReplayedAlert> RunAsync(Alert alert)
    {
        var incident = Incidents.For(alert.Name) ?? throw new InvalidDataException($"The alert {alert.Name} has no simulated incident.");
        var isMet = incident switch
        {
            LogIncident log => await FeedAsync(alert, log),
            MetricIncident metric => minute => Task.FromResult(_metricRules[alert.Name].IsMet(minute, metric.ValueOf)),
            _ => throw new InvalidOperationException(),
        };
        var frequency = (int)XmlConvert.ToTimeSpan(alert.Frequency).TotalMinutes;
        var schedule = new EvaluationSchedule(frequency) { EvaluationsToResolve = alert.Query is not null && frequency >= 15 ? 2 : 3 };
        var detected = await schedule.FirstAsync(incident.Minutes, isMet);
        var resolved = await schedule.ResolvedAsync(incident.Minutes, SimulatedIncident.LastMinute, isMet);
        return new ReplayedAlert(
            alert.Name,
            incident.Text,
            detected is > 0
                ? detected.Value
                : throw new InvalidDataException($"{alert.Name} fires at minute {detected}, not because of the incident."),
            resolved - incident.Minutes ?? throw new InvalidDataException($"{alert.Name} does not resolve."));
    }

    private async Task<Func<int, Task<bool>>> FeedAsync(Alert alert, LogIncident incident)
    {
        if (!ReferenceEquals(_fed, incident))
            await workspace.FeedAsync(incident.AllRows(), Onset, _names);
        _fed = incident;
        return async minute => (await workspace.QueryAsync(EvaluatedQuery.At(alert.Query!, Onset.AddMinutes(minute)))).Rows.Count > 0;
    }
}
