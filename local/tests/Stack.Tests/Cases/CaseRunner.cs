using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalEventHubs.Security;
using LocalStack.Configuration;
using LocalStack.Tests.Support;

namespace LocalStack.Tests.Cases;

/// <summary>Runs the steps of a case in order.</summary>
internal sealed class CaseRunner(StackClient stack)
{
    private readonly Dictionary<string, JsonNode> _kept = [];

    /// <summary>
    /// Whether the last step published events, which might not be stored yet. Changes to flights do not require this flag, because they
    /// wait for each other.
    /// </summary>
    private bool _hasPublished;

    public async Task RunAsync(JsonObject step)
    {
        if (step["kql"] is { } query)
        {
            await stack.IngestedAsync();
            var rows = await stack.RowsAsync(query.GetValue<string>());
            Assert.That(JsonExpectation.Differences(step["expected"], rows), Is.Empty, $"{query}\n{rows.ToJsonString()}");
            return;
        }

        var name = step["do"]?.GetValue<string>() ?? "POST to the event hub";
        using var response = step["do"] is null ? await SendToHubAsync(step) : await SendAsync(name, step);
        // Decode the bytes, because ReadAsStringAsync would remove a byte order mark.
        var body = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync());
        var shown = $"{name}: {(int)response.StatusCode} {body}";
        Assert.That((int)response.StatusCode, Is.AnyOf([.. StatusesOf(step)]), shown);
        CheckBody(step, body, shown);
        CheckHeaders(step, response, shown);
        if (step["keep"] is { } keep)
            _kept[keep.GetValue<string>()] = JsonNode.Parse(body)!;
    }

    private static void CheckBody(JsonObject step, string body, string shown)
    {
        if (step["expected"] is { } expected)
            Assert.That(JsonExpectation.Differences(expected, JsonNode.Parse(body)), Is.Empty, shown);
        foreach (var text in Texts(step["contains"]))
            Assert.That(body, Does.Contain(text), shown);
        foreach (var text in Texts(step["lacks"]))
            Assert.That(body, Does.Not.Contain(text), shown);
    }

    private static void CheckHeaders(JsonObject step, HttpResponseMessage response, string shown)
    {
        foreach (var (header, beginning) in step["header"]?.AsObject() ?? [])
        {
            var values = response.Headers.Concat(response.Content.Headers)
                .Where(pair => pair.Key.Equals(header, StringComparison.OrdinalIgnoreCase))
                .SelectMany(pair => pair.Value);
            Assert.That(string.Join(", ", values), Does.StartWith(beginning!.GetValue<string>()), $"{header} of {shown}");
        }
    }

    /// <summary>Returns the accepted statuses of a step. If the step specifies no status, all success statuses are accepted.</summary>
    private static IEnumerable<int> StatusesOf(JsonObject step) => step["status"] switch
    {
        JsonArray several => several.Select(status => status!.GetValue<int>()),
        JsonValue one => [one.GetValue<int>()],
        _ => [200, 201, 202, 204],
    };

    private async Task<HttpResponseMessage> SendAsync(string name, JsonObject step)
    {
        var (method, address) = (name[..name.IndexOf(' ')], name[(name.IndexOf(' ') + 1)..]);
        var headers = HeadersOf(step);
        if (method is "GET" or "HEAD")
        {
            // The response must include all published events, and must not come from a cache.
            await stack.IngestedAsync();
            headers.TryAdd("Cache-Control", "no-cache");
        }
        else if (method is "PUT" or "PATCH" or "DELETE" && _hasPublished)
        {
            await stack.IngestedAsync();
        }

        _hasPublished = method == "POST";

        var response = await RequestAsync();
        if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
            return response;

        // On a busy machine, the previous change of the flight can take longer than the app's time limit.
        response.Dispose();
        await stack.IngestedAsync();
        return await RequestAsync();

        async Task<HttpResponseMessage> RequestAsync()
        {
            var uri = new Uri(stack.Host.ApiEndpoint, address.Replace("/api/", "", StringComparison.Ordinal));
            var request = new HttpRequestMessage(new HttpMethod(method), uri);
            return await stack.SendAsync(request, step["body"] is { } body ? BytesOf(body) : null, headers, "application/json");
        }
    }

    private async Task<HttpResponseMessage> SendToHubAsync(JsonObject step)
    {
        _hasPublished = true;
        var hub = new Uri(stack.Host.EventHubsEndpoint, ResourceNames.EventHub);
        var key = stack.Host.EventHubsConnectionString.Split(';').Select(part => part.Split('=', 2)).Where(part => part.Length == 2)
            .ToDictionary(part => part[0], part => part[1]);
        var headers = HeadersOf(step);
        headers["Authorization"] = SharedAccessSignature
            .Create(hub, key["SharedAccessKeyName"], key["SharedAccessKey"], DateTimeOffset.UtcNow.AddMinutes(10)).ToString();
        var body = step["base64"] is { } packed ? Convert.FromBase64String(packed.GetValue<string>()) : BytesOf(step["hub"]!);
        return await stack.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"{hub}/messages"), body, headers, "application/json");
    }

    /// <summary>Returns the bytes of a body: a string, a stored response with changes, or other JSON.</summary>
    private byte[] BytesOf(JsonNode body)
    {
        if (body is JsonValue value && value.TryGetValue<string>(out var text))
            return Encoding.UTF8.GetBytes(text);
        if (body is not JsonObject reference || reference["kept"] is not { } kept)
            return JsonSerializer.SerializeToUtf8Bytes(body);

        var changed = _kept[kept.GetValue<string>()].DeepClone().AsObject();
        foreach (var (name, changedValue) in reference["set"]?.AsObject() ?? [])
            changed[name] = changedValue?.DeepClone();
        foreach (var name in Texts(reference["without"]))
            changed.Remove(name);
        return JsonSerializer.SerializeToUtf8Bytes(changed);
    }

    private static Dictionary<string, string> HeadersOf(JsonObject step) => new(
        (step["headers"]?.AsObject() ?? []).Select(header => KeyValuePair.Create(header.Key, header.Value!.GetValue<string>())),
        StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Texts(JsonNode? list) => (list?.AsArray() ?? []).Select(text => text!.GetValue<string>());
}
