using System.Net.Http.Json;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using LatamFunctions.Http;
using LocalStack.Configuration;
using LocalStack.Kusto;
using LocalStack.Storage;
using LocalStack.Tests.Support;

namespace LocalStack.Tests;

/// <summary>
/// Tests that with --keys the app requires keys as in Azure. A key has a scope if the scope's setting lists the key. A key that no setting
/// lists has no scope.
/// </summary>
internal sealed class KeyTests : StackTestBase
{
    private static readonly Dictionary<Scope, string[]> Opens = new()
    {
        [Scope.Open] = ["none", "unknown", "read", "publish", "operate", "default", "master"],
        [Scope.Read] = ["read", "operate", "default"],
        [Scope.Publish] = ["publish", "default"],
        [Scope.Operate] = ["operate", "default"],
    };

    protected override bool RequireKeys => true;

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["RateLimit:Burst"] = "10000" };

    private static IEnumerable<TestCaseData> Matrix() =>
        from function in ApiCatalog.Current.Functions
        from key in Opens[Scope.Open]
        select new TestCaseData(function.Name, key).SetArgDisplayNames(function.Name, key);

    /// <summary>
    /// Tests every function with every key. The host returns 401 for an unknown key, and the app returns 403 for a key without the scope.
    /// </summary>
    [TestCaseSource(nameof(Matrix))]
    public async Task A_key_grants_access_to_the_operations_of_its_scope(string name, string key)
    {
        var function = ApiCatalog.Current.Find(name)!;
        var path = function.Route
            .Replace("{flightId}", "nope", StringComparison.Ordinal)
            .Replace("{id}", "nope", StringComparison.Ordinal)
            .Replace("{probe?}", "live", StringComparison.Ordinal)
            .Replace("{file?}", "index.html", StringComparison.Ordinal);
        (string, string)[] headers = key == "none" ? [] : [("x-functions-key", KeyOf(key))];

        using var response = await Stack.RequestAsync(HttpMethod.Parse(function.Methods[0]), path, headers);

        var status = (int)response.StatusCode;
        if (Opens[function.Operation.Scope].Contains(key))
            Assert.That(status, Is.Not.EqualTo(401).And.Not.EqualTo(403).And.LessThan(500));
        else
            Assert.That(status, Is.EqualTo(key is "none" or "unknown" ? 401 : 403));
        if (status == 403)
            Assert.That(response.Headers.GetValues("x-ms-error-code"), Is.EqualTo(["WrongKey"]));
    }

    [Test]
    public async Task A_key_can_be_in_the_query_and_does_not_appear_in_links()
    {
        await Stack.SendAsync(Events.Flight("key-1", "SCL", "LIM"), Events.Flight("key-2", "SCL", "LIM"));
        await Stack.IngestedAsync();

        var (status, page) = await Stack.GetAsync($"flights?origin=SCL&limit=1&code={KeyOf("read")}");

        Assert.Multiple(() =>
        {
            Assert.That(status, Is.EqualTo(200));
            Assert.That(
                page.GetProperty("nextLink").GetString(),
                Does.Contain("origin=SCL").And.Not.Contain("code").And.Not.Contain(KeyOf("read")));
        });
    }

    [Test]
    public async Task Keys_survive_a_restart_in_their_file()
    {
        var key = Stack.Host.FunctionKey;
        var read = KeyOf("read");

        await RestartAsync();

        Assert.That(Stack.Host.FunctionKey, Is.EqualTo(key));
        Assert.That(KeyOf("read"), Is.EqualTo(read));
        using var file = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Stack.Host.DataDirectory, "keys.json")));
        Assert.That(file.RootElement.GetProperty("default").GetString(), Is.EqualTo(key));
    }

    [Test]
    public async Task Metrics_require_a_key()
    {
        var metrics = new Uri(Stack.Host.FunctionsEndpoint, "metrics");
        using var http = new HttpClient();

        Assert.Multiple(async () =>
        {
            Assert.That((int)(await http.GetAsync(metrics)).StatusCode, Is.EqualTo(401));
            Assert.That((int)(await http.GetAsync(new Uri(metrics, $"?code={KeyOf("unknown")}"))).StatusCode, Is.EqualTo(401));
            Assert.That(await http.GetStringAsync(new Uri(metrics, $"?code={KeyOf("read")}")), Does.Contain("eventhubs_waiting_events"));
        });
    }

    [TestCase("state")]
    [TestCase("airports")]
    [TestCase("api/dead-letters")]
    [TestCase("api/analytics/delays?by=hour")]
    public async Task The_data_of_the_board_requires_a_key(string path)
    {
        using var http = new HttpClient { BaseAddress = Stack.Host.BoardEndpoint };
        using var none = await http.GetAsync(path);
        http.DefaultRequestHeaders.Add("x-functions-key", KeyOf("unknown"));
        using var unknown = await http.GetAsync(path);
        http.DefaultRequestHeaders.Remove("x-functions-key");
        http.DefaultRequestHeaders.Add("x-functions-key", KeyOf("operate"));
        using var known = await http.GetAsync(path);

        Assert.That(((int)none.StatusCode, (int)unknown.StatusCode, (int)known.StatusCode), Is.EqualTo((401, 401, 200)));
    }

    [Test]
    public async Task A_read_key_grants_no_access_to_dead_letters_on_the_board()
    {
        using var http = new HttpClient { BaseAddress = Stack.Host.BoardEndpoint };
        http.DefaultRequestHeaders.Add("x-functions-key", KeyOf("read"));

        Assert.Multiple(async () =>
        {
            Assert.That((int)(await http.GetAsync("state")).StatusCode, Is.EqualTo(200));
            Assert.That((int)(await http.GetAsync("api/dead-letters")).StatusCode, Is.EqualTo(403));
            Assert.That((int)(await http.PostAsync("api/dead-letters/nope/replay", null)).StatusCode, Is.EqualTo(403));
            Assert.That((int)(await http.GetAsync("api/flights")).StatusCode, Is.EqualTo(404), "the page does not need this operation");
        });
    }

    [TestCase("", 200)]
    [TestCase("page/app.js", 200)]
    [TestCase("page/echarts.min.js", 200)]
    [TestCase("page/countries-50m.json", 200)]
    [TestCase("page/missing.js", 404)]
    [TestCase("page/..%2fkeys.json", 404)]
    public async Task The_files_of_the_board_are_public_and_have_a_strict_content_security_policy(string path, int status)
    {
        using var http = new HttpClient { BaseAddress = Stack.Host.BoardEndpoint };
        using var response = await http.GetAsync(path);

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        Assert.That(
            response.Headers.GetValues("Content-Security-Policy").Single(),
            Does.StartWith("default-src 'none'; script-src 'self'; style-src 'self'; ").And.Not.Contains("unsafe"));
    }

    [Test]
    public async Task Pages_of_other_sites_cannot_use_the_board()
    {
        using var http = new HttpClient { BaseAddress = Stack.Host.BoardEndpoint };
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "state") { Headers = { Host = "evil.example" } };
        using var write = new HttpRequestMessage(HttpMethod.Post, "api/dead-letters/nope/replay");
        write.Headers.Add("Origin", "https://evil.example");

        Assert.Multiple(async () =>
        {
            Assert.That((int)(await http.SendAsync(rebound)).StatusCode, Is.EqualTo(400));
            Assert.That((int)(await http.SendAsync(write)).StatusCode, Is.EqualTo(403));
        });
    }

    [TestCase("v2/rest/query", "print 1")]
    [TestCase("v1/rest/mgmt", ".show tables")]
    public async Task Kusto_requires_its_token(string path, string text)
    {
        using var http = new HttpClient();
        var wrong = new KustoRestClient(http, Stack.Host.KustoEndpoint, "flights", "wrong");

        using var response = await http.PostAsJsonAsync(new Uri(Stack.Host.KustoEndpoint, path), new { csl = text });

        Assert.Multiple(() =>
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(401));
            Assert.That(async () => await wrong.QueryAsync("print 1", default), Throws.TypeOf<KustoRestException>());
            Assert.That(async () => await Stack.Host.Kusto().QueryAsync("print 1", default), Throws.Nothing);
        });
    }

    [Test]
    public async Task The_well_known_keys_grant_access_to_neither_the_event_hub_nor_storage()
    {
        var host = Stack.Host;
        using var http = new HttpClient();
        var endpoint = host.EventHubsConnectionString.Split(';').Single(part => part.StartsWith("Endpoint=", StringComparison.Ordinal));
        await using var producer = new EventHubProducerClient(
            $"{endpoint};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true",
            ResourceNames.EventHub);
        var key = host.StorageConnectionString.Split(';').Single(part => part.StartsWith("AccountKey=", StringComparison.Ordinal));
        var storage = host.StorageConnectionString.Replace(key, $"AccountKey={AzuriteServer.WellKnownKey}", StringComparison.Ordinal);

        Assert.Multiple(async () =>
        {
            Assert.That((int)(await http.GetAsync(host.EventHubsEndpoint)).StatusCode, Is.EqualTo(401));
            Assert.That(async () => await producer.SendAsync([new EventData("{}")]), Throws.TypeOf<UnauthorizedAccessException>());
            Assert.That(
                async () => await new TableClient(storage, "deadletters").CreateIfNotExistsAsync(),
                Throws.TypeOf<RequestFailedException>().With.Property("Status").EqualTo(403));
        });
        await Stack.SendAsync(Events.Flight("key-3", "SCL", "LIM"));
        await Stack.IngestedAsync();
        Assert.That((await Stack.GetAsync($"flights/key-3?code={KeyOf("read")}")).Status, Is.EqualTo(200));
    }

    [Test]
    public void Only_the_owner_can_read_the_data_folder_and_the_keys()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has no file modes.");
            return;
        }

        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.That(File.GetUnixFileMode(Stack.Host.DataDirectory), Is.EqualTo(owner | UnixFileMode.UserExecute));
        foreach (var folder in (string[])["eventhubs", "kusto", "azurite"])
        {
            Assert.That(
                File.GetUnixFileMode(Path.Combine(Stack.Host.DataDirectory, folder)), Is.EqualTo(owner | UnixFileMode.UserExecute), folder);
        }
        foreach (var file in (string[])["keys.json", "service-keys.json", "endpoints.json"])
            Assert.That(File.GetUnixFileMode(Path.Combine(Stack.Host.DataDirectory, file)), Is.EqualTo(owner), file);
    }

    private string KeyOf(string name) => name switch
    {
        "default" => Stack.Host.FunctionKey!,
        "master" => Stack.Host.Keys!.Master,
        "unknown" => "no-key-of-this-host",
        _ => Stack.Host.ApiKeys[name],
    };
}
