using System.Net;
using System.Text;
using LatamFunctions.Tests.EventHubs;
using LocalEventHubs;
using LocalStack.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace LatamFunctions.Tests.Host;

internal sealed class HttpTriggerTests : BrokerTestBase
{
    private static readonly string[] Functions = ["Echo", "Action", "Secret", "Admin", "Fails", "Publish", "PublishNowhere"];

    private readonly FunctionKeys _keys = new("master-key", "default-key", Functions.ToDictionary(name => name, name => $"{name}-key"));
    private readonly HttpClient _client = new();
    private ServiceProvider _services = null!;
    private EventHubBroker _broker = null!;

    [SetUp]
    public async Task StartBrokerAsync()
    {
        _services = PlainPipeline.Services(services => services.AddLogging().AddMvcCore());
        _broker = await StartAsync(Options(new EventHubDefinition("flights", 1, [])));
    }

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

    [TestCase("DELETE", "api/action")]
    [TestCase("HEAD", "api/action")]
    [TestCase("GET", "api/publish")]
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

    [Test]
    public async Task Outputs_are_stored_when_the_answer_comes()
    {
        await using var server = await ServeAsync();

        Assert.That(await StatusAsync(server, HttpMethod.Post, "api/publish?event=a&event=b"), Is.EqualTo(HttpStatusCode.Accepted));

        Assert.That((await ReadAllAsync(_broker.GetHub("flights"))).Select(e => Encoding.UTF8.GetString(e.Event.Body.Span)), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task Outputs_beyond_the_size_of_one_send_go_in_several()
    {
        var outputs = new EventHubOutputs(_broker);
        var bodies = Enumerable.Range(0, 5).Select(i => new string((char)('a' + i), 400_000)).ToArray();

        await outputs.SendAsync(HttpFunctions.Entry("Publish").Return.EventHubOutputs, new HttpFunctions.Output { Result = null!, Events = bodies }, default);

        Assert.That((await ReadAllAsync(_broker.GetHub("flights"))).Select(e => Encoding.UTF8.GetString(e.Event.Body.Span)), Is.EqualTo(bodies));
    }

    [Test]
    public async Task An_output_that_cannot_be_sent_is_never_answered_with_202()
    {
        await using var server = await ServeAsync();

        Assert.That(await StatusAsync(server, HttpMethod.Post, "api/publishnowhere"), Is.EqualTo(HttpStatusCode.InternalServerError));
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
        var outputs = new EventHubOutputs(_broker);
        var functions = Functions
            .Select(name => new HttpFunction(HttpFunctions.Entry(name), "api", _services, keys, outputs, default, NullLogger.Instance))
            .ToList();
        return HttpServer.StartAsync(0, functions, _ => Task.FromResult(""), NullLoggerFactory.Instance, default);
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
