using LocalStack.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LocalStack;

/// <summary>The stack's pages with the list of functions and with metrics.</summary>
internal static class StackPages
{
    public static void Map(IEndpointRouteBuilder endpoints, LocalStackHost stack, OtlpReceiver telemetry)
    {
        endpoints.MapGet("/", http => http.Response.WriteAsync(FunctionsPage.From(stack.Functions.HttpFunctions), http.RequestAborted));
        endpoints.MapGet("/metrics", http => WriteMetricsAsync(http, stack, telemetry));
    }

    private static async Task WriteMetricsAsync(HttpContext http, LocalStackHost stack, OtlpReceiver telemetry)
    {
        if (stack.Keys is { } keys && !keys.AuthorizeHost(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var lag = await stack.MeasureLagAsync(http.RequestAborted).ConfigureAwait(false);
        http.Response.ContentType = PrometheusText.ContentType;
        await http.Response.WriteAsync(PrometheusText.From(telemetry.Metrics, lag), http.RequestAborted).ConfigureAwait(false);
    }
}
