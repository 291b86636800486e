using System.Text.Json;

namespace LocalStack.Fleet;

/// <summary>The workbook's Fleet page for simulated systems.</summary>
/// <param name="Rows">The number of simulated rows in the workspace.</param>
/// <param name="Until">The end of the simulated period in UTC.</param>
/// <param name="Minutes">The length of the simulated period in minutes.</param>
/// <param name="Faults">The simulated faults by system name.</param>
/// <param name="Panels">The panels in the order of the page.</param>
internal sealed record FleetReport(
    int Rows,
    DateTime Until,
    int Minutes,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Faults,
    IReadOnlyList<FleetPanel> Panels)
{
    private const string Page = "fleet";

    /// <summary>
    /// Simulates systems and runs the workbook's queries over the simulated rows. The engine is deleted afterwards, because neither the
    /// rows nor the report changes.
    /// </summary>
    /// <exception cref="Kusto.KustoRestException">The engine rejects a row or a query.</exception>
    public static async Task<FleetReport> SimulateAsync(int systems, CancellationToken cancellationToken)
    {
        var simulator = new FleetSimulator(systems);
        var rows = simulator.Rows().ToList();
        var until = DateTimeOffset.UtcNow;
        var panels = new List<FleetPanel>();
        var workspace = await LogWorkspace.StartAsync(cancellationToken).ConfigureAwait(false);
        await using (workspace.ConfigureAwait(false))
        {
            await workspace.FeedAsync(rows, until, SystemNames.Other, cancellationToken).ConfigureAwait(false);
            foreach (var (title, query) in Workbook.WorkspacePanels(Workbook.Text, Page))
            {
                var result = await workspace.QueryAsync(query, cancellationToken).ConfigureAwait(false);
                panels.Add(new FleetPanel(title, result.Columns, result.Rows));
            }
        }

        return new FleetReport(
            rows.Count,
            until.UtcDateTime,
            FleetSimulator.Minutes,
            Enumerable.Range(0, systems).ToDictionary(FleetSimulator.NameOf, simulator.FaultsOf),
            panels);
    }
}

/// <summary>A table on the page.</summary>
/// <param name="Title">The title in the workbook.</param>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The rows as JSON arrays of values, in the order of the columns.</param>
internal sealed record FleetPanel(string Title, IReadOnlyList<string> Columns, IReadOnlyList<JsonElement> Rows);
