using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LocalFunctions.Host.Http;
using LocalFunctions.Host.Invocations;
using LocalFunctions.Host.Protocol;
using LocalFunctions.Host.Testing;
using LocalFunctions.Host.Tests.Support;

namespace LocalFunctions.Host.Tests;

/// <summary>Tests HTTP functions in a real worker through the host.</summary>
public sealed class HttpTriggerTests
{
    private FunctionsTestHost _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await SampleApp.StartAsync(
        options => options with { Keys = Keys, AllowedOrigins = ["https://portal.example"] }, settings: ("Section:Key", "value"));

    [OneTimeTearDown]
    public async Task StopAsync() => await _app.DisposeAsync();

    private static FunctionKeys Keys { get; } = new(
        Master: "master-key",
        Default: "default-key",
        Functions: new Dictionary<string, string> { ["NeedsFunctionKey"] = "own-key" },
        Named: new Dictionary<string, string> { ["readers"] = "named-key" });

    [Test]
    public async Task A_function_receives_the_request_unchanged()
    {
        using var response = await _app.Client.PostAsync("api/echo/viracopos?a=1&b=%20", new StringContent("body"));
        var echo = await JsonAsync(response);

        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(response.Headers.GetValues("X-Sample"), Is.EqualTo(new[] { "echo" }));
            Assert.That(echo.GetProperty("name").GetString(), Is.EqualTo("viracopos"));
            Assert.That(echo.GetProperty("body").GetString(), Is.EqualTo("body"));
            Assert.That(echo.GetProperty("method").GetString(), Is.EqualTo("POST"));
            Assert.That(echo.GetProperty("query").GetString(), Is.EqualTo("?a=1&b=%20"));
            Assert.That(echo.GetProperty("host").GetString(), Is.EqualTo(_app.Client.BaseAddress!.Authority));
            Assert.That(echo.GetProperty("scheme").GetString(), Is.EqualTo("http"));
        });
    }

    [Test]
    public async Task A_body_with_malformed_HTTP_is_a_client_error()
    {
        var address = _app.Client.BaseAddress!;
        using var client = new TcpClient(address.Host, address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/echo/x HTTP/1.1\r\nHost: {address.Authority}\r\nTransfer-Encoding: chunked\r\n\r\nno-chunk\r\n"));

        using var response = new StreamReader(stream);

        Assert.That(await response.ReadLineAsync(), Does.StartWith("HTTP/1.1 400 "));
    }

    [Test]
    public async Task A_header_value_that_is_not_ASCII_is_forwarded()
    {
        var address = _app.Client.BaseAddress!;
        using var client = new TcpClient(address.Host, address.Port);
        var stream = client.GetStream();
        var request = $"GET /api/echo/x HTTP/1.1\r\nHost: {address.Authority}\r\nX-Custom: São 😀\r\n\r\n";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));

        using var response = new StreamReader(stream);

        Assert.That(await response.ReadLineAsync(), Does.StartWith("HTTP/1.1 200 "));
    }

    [Test]
    public async Task An_absent_route_value_is_null()
    {
        using var response = await _app.Client.GetAsync("api/echo");

        Assert.That((await JsonAsync(response)).GetProperty("name").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task The_binding_data_has_the_headers_and_the_invocation_continues_the_trace()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/echo");
        request.Headers.Add("X-Custom", "42");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        using var response = await _app.Client.SendAsync(request);
        var echo = await JsonAsync(response);
        var headers = JsonSerializer.Deserialize<JsonElement>(echo.GetProperty("headersOfBindingData").GetString()!);

        Assert.Multiple(() =>
        {
            Assert.That(headers.GetProperty("X-Custom").GetString(), Is.EqualTo("42"));
            Assert.That(echo.GetProperty("traceParent").GetString(), Does.Match("^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$"));
        });
    }

    [Test]
    public async Task An_invocation_id_sent_by_a_client_is_replaced()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/echo");
        request.Headers.Add("x-ms-invocation-id", "00000000-0000-0000-0000-000000000001");
        using var response = await _app.Client.SendAsync(request);

        Assert.That(
            (await JsonAsync(response)).GetProperty("invocationId").GetString(), Is.Not.EqualTo("00000000-0000-0000-0000-000000000001"));
    }

    [Test]
    public async Task If_two_routes_match_the_first_function_by_name_is_invoked()
    {
        Assert.That(await _app.Client.GetStringAsync("api/order/literal"), Is.EqualTo("first literal GET"));
    }

    [TestCase("DELETE", "api/echo")]
    [TestCase("HEAD", "api/order/literal")]
    [TestCase("GET", "api/nothing")]
    [TestCase("GET", "echo")]
    public async Task An_unknown_path_or_method_is_not_found(string method, string path)
    {
        using var response = await _app.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_HEAD_request_has_the_headers_without_the_body()
    {
        using var response = await _app.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "api/echo"));

        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(response.Headers.Contains("X-Sample"));
            Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
            Assert.That(response.Content.ReadAsStringAsync().Result, Is.Empty);
        });
    }

    [TestCase("api/keys/function", null, 401)]
    [TestCase("api/keys/function", "wrong", 401)]
    [TestCase("api/keys/function", "own-key", 200)]
    [TestCase("api/keys/function", "default-key", 200)]
    [TestCase("api/keys/function", "named-key", 200)]
    [TestCase("api/keys/function", "master-key", 200)]
    [TestCase("api/keys/admin", "default-key", 401)]
    [TestCase("api/keys/admin", "own-key", 401)]
    [TestCase("api/keys/admin", "master-key", 200)]
    [TestCase("api/echo", null, 200)]
    public async Task A_key_authorizes_the_functions_of_its_level(string path, string? key, int status)
    {
        using var header = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
            header.Headers.Add("x-functions-key", key);
        using var byHeader = await _app.Client.SendAsync(header);
        using var byQuery = await _app.Client.GetAsync(key is null ? path : $"{path}?code={key}");

        Assert.That(new[] { (int)byHeader.StatusCode, (int)byQuery.StatusCode }, Is.EqualTo(new[] { status, status }));
    }

    [Test]
    public async Task The_host_responds_to_a_preflight_request_from_an_allowed_origin()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "api/keys/function");
        request.Headers.Add("Origin", "https://portal.example");
        request.Headers.Add("Access-Control-Request-Method", "GET");
        using var response = await _app.Client.SendAsync(request);

        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            Assert.That(response.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "https://portal.example" }));
            Assert.That(response.Headers.GetValues("Access-Control-Allow-Methods"), Is.EqualTo(new[] { "GET" }));
        });
    }

    [TestCase("https://portal.example", true)]
    [TestCase("https://other.example", false)]
    public async Task The_CORS_header_contains_only_an_allowed_origin(string origin, bool isAllowed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/echo");
        request.Headers.Add("Origin", origin);
        using var response = await _app.Client.SendAsync(request);

        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(response.Headers.Contains("Access-Control-Allow-Origin"), Is.EqualTo(isAllowed));
        });
    }

    [Test]
    public async Task A_client_that_disconnects_cancels_its_function()
    {
        var response = await _app.Client.GetAsync("api/endless", HttpCompletionOption.ResponseHeadersRead);
        response.Dispose();

        var invocation = await _app.WaitForInvocationAsync("Endless");
        Assert.That(invocation.Logs.Select(line => line.Message), Does.Contain("Endless was canceled and its request aborted"));
    }

    [Test]
    public async Task A_response_is_streamed_while_its_function_runs()
    {
        using var response = await _app.Client.GetAsync("api/stream/3", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        var received = new List<string?> { await lines.ReadLineAsync() };

        // The function writes each line only after the test has received the previous line.
        for (var i = 0; i < 3; i++)
        {
            using var released = await _app.Client.PostAsync($"api/release/{i}", null);
            received.Add(await lines.ReadLineAsync());
        }

        received.Add(await lines.ReadLineAsync());
        Assert.That(received, Is.EqualTo(new[] { "ready", "0", "1", "2", null }));
    }

    [Test]
    public async Task An_exception_causes_status_500_and_fails_the_invocation()
    {
        using var response = await _app.Client.GetAsync("api/throws");
        var invocation = await _app.WaitForInvocationAsync("Throws");

        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
            Assert.That(invocation.Succeeded, Is.False);
            Assert.That(invocation.Error!.Message, Does.Contain("Thrown for /api/throws"));
            Assert.That(invocation.Error.StackTrace, Does.Contain("HttpSamples.Throws"));
        });
    }

    [Test]
    public async Task An_app_setting_in_a_section_is_passed_to_the_app()
    {
        using var response = await _app.Client.GetAsync("api/settings/Section:Key");

        Assert.That((await JsonAsync(response)).GetProperty("value").GetString(), Is.EqualTo("value"));
    }

    [Test]
    public async Task The_number_of_stored_log_lines_per_invocation_is_limited()
    {
        using var few = await _app.Client.GetAsync("api/logs/2");
        var first = await _app.WaitForInvocationAsync("Logs");
        using var many = await _app.Client.GetAsync($"api/logs/{InvocationResult.MaxLogs + 50}");
        var second = await _app.WaitForInvocationAsync("Logs");

        Assert.Multiple(() =>
        {
            Assert.That(
                first.Logs.Where(Own).Select(line => line.Message),
                Is.EqualTo(new[] { "Line 0 of /api/logs/2", "Line 1 of /api/logs/2" }));
            Assert.That(second.Logs, Has.Count.EqualTo(InvocationResult.MaxLogs));
        });

        static bool Own(InvocationLog line) => line.Category == "SampleWorker.HttpSamples";
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
}
