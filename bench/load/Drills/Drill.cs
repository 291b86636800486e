using LocalStack.Testing;
using Microsoft.AspNetCore.Http;
using Verify;

namespace LoadBenchmark.Drills;

/// <summary>A fault and its repair.</summary>
/// <param name="Name">The name of its files.</param>
/// <param name="Title">The title for readers.</param>
/// <param name="Fault">The description of the fault.</param>
/// <param name="Break">Causes the fault.</param>
/// <param name="Repair">Repairs the fault.</param>
internal sealed record Drill(
    string Name,
    string Title,
    string Fault,
    Func<DrillSystem, CancellationToken, Task> Break,
    Func<DrillSystem, CancellationToken, Task> Repair)
{
    /// <summary>The time for which the fault lasts; null for that of most drills.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Whether the quick form has it.</summary>
    public bool IsQuick { get; init; }

    public static readonly IReadOnlyList<Drill> All =
    [
        Slow("slow-50ms", "50 ms", TimeSpan.FromMilliseconds(50)),
        Slow("slow-500ms", "500 ms", TimeSpan.FromMilliseconds(500)) with { IsQuick = true },
        Slow("slow-5s", "5 s", TimeSpan.FromSeconds(5)),
        Slow("slow-30s", "30 s", TimeSpan.FromSeconds(30)) with { Duration = TimeSpan.FromSeconds(45) },
        new(
            "database-down", "Database down", "Each request to Kusto is aborted, queries and ingestion",
            (system, _) => Set(() => system.Kusto.Fail = Abort), Repaired) { IsQuick = true },
        new(
            "dead-letters-down", "Dead-letter table down", "Each request to the dead-letter table is aborted; one event in 997 is invalid",
            (system, _) => Set(() => system.Tables.Fail = Abort), Repaired),
        new(
            "hub-down", "Event hub down", "Connections of publishers to the hub are closed, new ones at once",
            (system, _) => Set(() => system.Hub.Close()), (system, _) => Set(() => system.Hub.Open())) { IsQuick = true },
        new(
            "worker-killed", "Worker killed", "kill -9 of the functions' worker, which the host starts again",
            (system, cancel) => ChildProcess.KillAsync(system.Load.Stack.ProcessId, KillTarget.Worker, cancel), Repaired)
            {
                IsQuick = true, Duration = TimeSpan.FromSeconds(5),
            },
        new(
            "partition-stuck", "One partition stuck", "Kusto responds 503 to each ingestion request with rows of partition 0",
            (system, _) => Set(() => system.Kusto.Fail = RejectPartition), Repaired),
        new(
            "cold-start", "Cold start", "kill -9 of the whole stack, and a start on the same data five seconds later",
            (system, _) => system.Load.KillAsync(), (system, cancel) => system.RestartAsync(cancel)) { Duration = TimeSpan.FromSeconds(5) },
    ];

    private static Drill Slow(string name, string text, TimeSpan delay) => new(
        name,
        $"Slow database: {text}",
        $"Each request to Kusto takes {text} longer, queries and ingestion",
        (system, _) => Set(() => system.Kusto.Fail = (http, body) => system.Kusto.PassAfterAsync(http, body, Task.Delay(delay))),
        Repaired);

    private static Task Repaired(DrillSystem system, CancellationToken cancellationToken) => Set(() =>
    {
        system.Kusto.Fail = (_, _) => null;
        system.Tables.Fail = (_, _) => null;
    });

    private static Task Abort(HttpContext http, string body)
    {
        http.Abort();
        return Task.CompletedTask;
    }

    private static Task? RejectPartition(HttpContext http, string body) =>
        http.Request.Path.StartsWithSegments("/v1/rest/ingest") && body.Contains("\"PartitionId\":\"0\"", StringComparison.Ordinal)
            ? FailingProxy.RespondAsKustoAsync(
                http, System.Net.HttpStatusCode.ServiceUnavailable, "ServiceUnavailable", isPermanent: false)
            : null;

    private static Task Set(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
