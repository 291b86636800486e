using System.Reflection;
using LatamFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LatamFunctions.Health;

/// <summary>
/// GET /health/live reports whether the process responds. GET /health/ready and GET /health report whether its dependencies also respond.
/// The probes require no key because load balancers send no key. The response contains only the overall state, the build number,
/// and the name, state and duration of each check.
/// </summary>
public sealed class HealthProbes(Readiness readiness) : IHttpFunction
{
    static Operation IHttpFunction.Operation { get; } = new(
        "Health",
        Scope.Open,
        "Check health",
        "`live`: the process responds. `ready` (the default): its dependencies respond as well. The operation requires no key and "
        + "returns only the overall state, the build number, and the name, state and duration of each check.")
    {
        Route = [new("probe", "`live` or `ready`; the default is `ready`.", "ready")],
        Responses =
        [
            Schemas.Json(
                StatusCodes.Status200OK,
                "`live`: the process responds. `ready`: all dependencies are healthy.",
                "Health",
                """{"status":"healthy","version":"1.0.0","checks":{"kusto":{"status":"healthy","durationMs":4}}}"""),
            Schemas.Json(
                StatusCodes.Status503ServiceUnavailable,
                "At least one dependency is unhealthy.",
                "Health",
                """{"status":"unhealthy","version":"1.0.0","checks":{"kusto":{"status":"unhealthy","durationMs":3000}}}"""),
        ],
        Errors = [ErrorCodes.UnknownProbe],
        ChecksQuery = false,
    };

    /// <summary>The app version, which is the build number if the pipeline built the app (pipelines/scripts/package.sh).</summary>
    internal static readonly string Version =
        typeof(HealthProbes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static readonly HealthReport None = new(new Dictionary<string, HealthReportEntry>(), TimeSpan.Zero);

    [Function("Health")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health/{probe?}")] HttpRequest request,
        string? probe,
        CancellationToken cancellationToken) => probe switch
        {
            "live" => HealthDocument.From(Version, None).ToResponse(),
            null or "" or "ready" => HealthDocument.From(Version, await readiness.CheckAsync(cancellationToken)).ToResponse(),
            _ => new Problem(ErrorCodes.UnknownProbe, "Unknown probe. Use `live` or `ready`."),
        };
}
