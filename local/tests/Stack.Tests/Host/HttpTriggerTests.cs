using System.Net;
using LocalStack.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalStack.Tests.Host;

internal sealed class HttpTriggerTests
{
    private static readonly string[] Functions = ["Echo", "Action", "Secret", "Admin", "Fails", "Accepts", "Writes"];

    private readonly FunctionKeys _keys = new("master-key", "default-key", Functions.ToDictionary(name => name, name => $"{name}-key"), new Dictionary<string, string> { ["read"] = "read-key" });
    private readonly HttpClient _client = new();
    private ServiceProvider _services = null!;

    [SetUp]
    public void BuildServices() => _services = PlainPipeline.Services(services => services.AddLogging().AddMvcCore());

    [TearDown]
    public void DisposeServices() => _services.Dispose();

    [OneTimeTearDown]
    public void DisposeClient() => _client.Dispose();

    [Test]
    public async Task Route_values_are_bound_by_name_and_converted()
    {
        await using var server = await ServeAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(await GetTextAsync(server, "api/echo/hello/42"), Is.EqualTo("""{"word":"hello","number":42,"sameRequest":true,"noRetry":true}"""));
            Assert.That(await GetTextAsync(server, "api/echo/hello"), Is.EqualTo("""{"word":"hello","number":null,"sameRequest":true,"noRetry":true}"""));
        });
    }

    [Test]
    public async Task A_function_without_a_route_has_its_name_and_action_results_are_run()
    {
        await using var server = await ServeAsync();

        Assert.That(await StatusAsync(server, HttpMethod.Put, "api/action"), Is.EqualTo((HttpStatusCode)418));
    }

    [Test]
    public async Task The_result_of_a_task_answers_and_a_function_without_one_answers_itself()
    {
        await using var server = await ServeAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(await StatusAsync(server, HttpMethod.Post, "api/accepts"), Is.EqualTo(HttpStatusCode.Accepted));
            Assert.That(await GetTextAsync(server, "api/writes"), Is.EqualTo("written by the function"));
        });
    }

    [TestCase("DELETE", "api/action")]
    [TestCase("HEAD", "api/action")]
    [TestCase("GET", "api/accepts")]
    [TestCase("GET", "api/echo/hello/not-a-number")]
    [TestCase("GET", "api/nothing")]
    [TestCase("GET", "action")]
    public async Task An_unknown_route_or_method_is_not_found(string method, string path)
    {
        await using var server = await ServeAsync();

        using var response = await _client.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(server.Endpoint, path)));

        Assert.Multiple(async () =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(response.Content.Headers.Allow, Is.Empty);
            Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.Empty);
        });
    }

    [Test]
    public async Task A_function_that_throws_answers_500_and_says_nothing()
    {
        await using var server = await ServeAsync();

        using var response = await _client.GetAsync(new Uri(server.Endpoint, "api/fails"));

        Assert.Multiple(async () =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
            Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.Empty);
        });
    }

    [TestCase("secret", null, HttpStatusCode.Unauthorized)]
    [TestCase("secret", "wrong", HttpStatusCode.Unauthorized)]
    [TestCase("secret", "Secret-key", HttpStatusCode.OK)]
    [TestCase("secret", "Admin-key", HttpStatusCode.Unauthorized)]
    [TestCase("secret", "default-key", HttpStatusCode.OK)]
    [TestCase("secret", "master-key", HttpStatusCode.OK)]
    [TestCase("admin", "default-key", HttpStatusCode.Unauthorized)]
    [TestCase("admin", "Admin-key", HttpStatusCode.Unauthorized)]
    [TestCase("admin", "master-key", HttpStatusCode.OK)]
    [TestCase("echo/hello", null, HttpStatusCode.OK)]
    public async Task Keys_open_what_their_level_allows(string route, string? key, HttpStatusCode expected)
    {
        await using var server = await ServeAsync(_keys);

        Assert.Multiple(async () =>
        {
            Assert.That(await StatusAsync(server, HttpMethod.Get, $"api/{route}", key), Is.EqualTo(expected), "in the header");
            Assert.That(await StatusAsync(server, HttpMethod.Get, $"api/{route}?code={key}"), Is.EqualTo(expected), "in the query");
        });
    }

    [Test]
    public async Task Without_keys_all_is_open()
    {
        await using var server = await ServeAsync();

        Assert.That(await GetTextAsync(server, "api/admin"), Is.EqualTo("admin"));
    }

    [Test]
    public async Task The_root_names_the_functions_and_their_routes()
    {
        await using var server = await ServeAsync(_keys);

        var page = await GetTextAsync(server, "");

        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Match(@"(?m)^GET +/api/echo/\{word\}/\{number:int\?\} +Echo$"));
            Assert.That(page, Does.Match(@"(?m)^GET +/api/Secret +Secret \(needs a key\)$"));
        });
    }

    private Task<HttpServer> ServeAsync(FunctionKeys? keys = null)
    {
        var functions = Functions
            .Select(name => new HttpFunction(HttpFunctions.Entry(name), "api", _services, keys, default, NullLogger.Instance))
            .ToList();
        return HttpServer.StartAsync(0, functions, [], _ => Task.FromResult(""), NullLoggerFactory.Instance, default);
    }

    private Task<string> GetTextAsync(HttpServer server, string path) => _client.GetStringAsync(new Uri(server.Endpoint, path));

    private async Task<HttpStatusCode> StatusAsync(HttpServer server, HttpMethod method, string path, string? key = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(server.Endpoint, path));
        if (key is not null)
            request.Headers.Add("x-functions-key", key);
        using var response = await _client.SendAsync(request);
        return response.StatusCode;
    }
}
