using System.Net.Http.Json;
using System.Text.Json;
using LocalStack.Telemetry;

namespace LocalStack.Tests.Telemetry;

/// <summary>Reads spans in OTLP JSON format from the API of the Aspire dashboard.</summary>
internal sealed class DashboardReader(AspireDashboard dashboard) : IDisposable
{
    private readonly HttpClient _http = new()
    {
        BaseAddress = dashboard.Api,
        DefaultRequestHeaders = { { "x-api-key", dashboard.Collector.Key } },
    };

    /// <summary>
    /// Returns the spans of a trace in the form <c>service: name</c>, or an empty list if the dashboard does not have the trace.
    /// </summary>
    public async Task<IReadOnlyList<string>> SpansAsync(string traceId)
    {
        var response = await _http.GetFromJsonAsync<JsonElement>($"spans?traceId={traceId}");
        return
        [
            .. from resource in response.GetProperty("data").GetProperty("resourceSpans").EnumerateArray()
               let service = resource.GetProperty("resource").GetProperty("attributes").EnumerateArray()
                   .Single(attribute => attribute.GetProperty("key").GetString() == "service.name")
                   .GetProperty("value")
                   .GetProperty("stringValue")
               from scope in resource.GetProperty("scopeSpans").EnumerateArray()
               from span in scope.GetProperty("spans").EnumerateArray()
               select $"{service.GetString()}: {span.GetProperty("name").GetString()}",
        ];
    }

    public void Dispose() => _http.Dispose();
}
