using LatamFunctions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace LatamFunctions.Http;

/// <summary>
/// Records the duration and the status of each HTTP request. This middleware encloses all other middleware, so it records the final status.
/// </summary>
public sealed class RequestMetricsMiddleware(ApiMetrics metrics, TimeProvider time) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        var start = time.GetTimestamp();
        var status = StatusCodes.Status500InternalServerError;
        try
        {
            await next(context);
            status = http.Response.StatusCode;
        }
        finally
        {
            metrics.Request(context.FunctionDefinition.Name, status, time.GetElapsedTime(start));
        }
    }
}
