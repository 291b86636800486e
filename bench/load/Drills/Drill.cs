using LocalStack.Testing;
using Microsoft.AspNetCore.Http;
using Verify;

namespace LoadBenchmark.Drills;

/// <summary>A fault and its repair.</summary>
/// <param name="Name">The name of the drill's files.</param>
/// <param name="Title">The title in the report.</param>
/// <param name="Fault">The description of the fault.</param>
/// <param name="Break">The function that causes the fault.</param>
/// <param name="Repair">The function that repairs the fault.</param>
internal sealed record Drill(
    string Name,
    string Title,
    string Fault,
    Func<DrillSystem, CancellationToken, Task> Break,
    Func<DrillSystem, CancellationToken, Task> Repair)
{
    /// <summary>The duration of the fault, or <c>null</c> for the default duration.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Whether <c>--quick</c> includes the drill.</summary>
    public bool IsQuick { get; init; }

    public static readonly IReadOnlyList<Drill> All =
    [
        Slow("slow-50ms", "50 ms", TimeSpan.FromMilliseconds(50)),
        Slow("slow-500ms", "500 ms", TimeSpan.FromMilliseconds(500)) with { IsQuick = true },
        Slow("slow-5s", "5 s", TimeSpan.FromSeconds(5)),
        Slow("slow-30s", "30 s", TimeSpan.FromSeconds(30)) with { Duration = TimeSpan.FromSeconds(45) },
        new(
            "database-down", "Database down", "All requests to Kusto (queries and ingestion) are aborted",
            (system, _) => Set(() => system.Kusto.Fail = Abort), Repaired) { IsQuick = true },
        new(
            "dead-letters-down", "Dead-letter table down", "All requests to the dead-letter table are aborted; one event in 997 is invalid",
            (system, _) => Set(() => system.Tables.Fail = Abort), Repaired),
        new(
            "hub-down", "Event hub down", "All connections from publishers to the hub are closed",
            (system, _) => Set(() => system.Hub.Close()), (system, _) => Set(() => system.Hub.Open())) { IsQuick = true },
        new(
            "worker-killed", "Worker killed", "kill -9 of the Functions worker, which the host restarts",
            (system, cancel) => ChildProcess.KillAsync(system.Load.Stack.ProcessId, KillTarget.Worker, cancel), Repaired)
            {
                IsQuick = true, Duration = TimeSpan.FromSeconds(5),
            },
        new(
            "partition-stuck", "One partition stuck", "Kusto returns 503 for each ingestion request with rows from partition 0",
            (system, _) => Set(() => system.Kusto.Fail = RejectPartition), Repaired),
        new(
            "cold-start", "Cold start", "kill -9 of the whole stack, and a restart with the same data five seconds later",
            (system, _) => system.Load.KillAsync(), (system, cancel) => system.RestartAsync(cancel)) { Duration = TimeSpan.FromSeconds(5) },
    ];

    private static Drill Slow(string name, string text, TimeSpan delay) => new(
        name,
        $"Slow database: {text}",
        $"All requests to Kusto (queries and ingestion) take {text} longer",
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
