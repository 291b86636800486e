using System.Text;
using LatamFunctions.Http;
using LocalEventHubs.Security;

namespace Abuse.Tests.Stack;

/// <summary>
/// Tests that every protected endpoint of all servers accepts only the exact key or token and rejects similar credentials.
/// </summary>
[Category("Stack")]
internal sealed class AuthenticationTests
{
    private const string FunctionKey = "x-functions-key";

    private static string Key => TargetStack.Keys["default"];

    /// <summary>
    /// Returns the method and path of every operation that requires a key. Paths are relative to the API, with <c>x</c> for parameters.
    /// </summary>
    private static IEnumerable<(string Method, string Path)> ProtectedOperations() =>
        from function in ApiCatalog.Current.Functions
        where !function.IsAnonymous
        from method in function.Methods
        select (method, function.Route.Replace("{flightId}", "x", StringComparison.Ordinal).Replace("{id}", "x", StringComparison.Ordinal));

    private static IEnumerable<(string Name, string Headers, string Query)> InvalidKeys() =>
    [
        ("no key", "", ""),
        ("an empty key", $"{FunctionKey}:\r\n", ""),
        ("a truncated key", $"{FunctionKey}: {Key[..^1]}\r\n", ""),
        ("a longer key", $"{FunctionKey}: {Key}x\r\n", ""),
        ("the key in lowercase", $"{FunctionKey}: {Key.ToLowerInvariant()}\r\n", ""),
        ("the key twice", $"{FunctionKey}: {Key}\r\n{FunctionKey}: {Key}\r\n", ""),
        ("the key twice in one header", $"{FunctionKey}: {Key},{Key}\r\n", ""),
        ("a quoted key", $"{FunctionKey}: \"{Key}\"\r\n", ""),
        ("the key with an appended NUL", $"{FunctionKey}: {Key}\0\r\n", ""),
        ("the key as a bearer token", $"Authorization: Bearer {Key}\r\n", ""),
        ("an unsigned token", $"Authorization: Bearer {Unsigned}\r\n", ""),
        ("the key in another header", $"x-functions-keys: {Key}\r\n", ""),
        ("the key in a cookie", $"Cookie: {FunctionKey}={Key}\r\n", ""),
        ("a wrong header and a correct query parameter", $"{FunctionKey}: x\r\n", $"code={Key}"),
        ("a query parameter in lowercase", "", $"code={Key.ToLowerInvariant()}"),
        ("two query parameters", "", $"code=x&code={Key}"),
        ("a truncated query parameter", "", $"code={Key[..^1]}"),
        ("the key in another query parameter", "", $"codes={Key}"),
        ("the key in the fragment", "", $"#code={Key}"),
    ];

    /// <summary>Returns other spellings of a path. Each spelling must require a key or not exist.</summary>
    private static IEnumerable<string> Spellings(string path) =>
    [
        path.ToUpperInvariant(), $"{path}/", $"./{path}", $"x/../{path}", $"/{path}", path.Replace("/", "%2f", StringComparison.Ordinal),
        $"{path}?code=", $"{path};x=1", $"{path}%20", $"{path}%00", $"%{(int)path[0]:x2}{path[1..]}",
    ];

    /// <summary>A token in the format of Microsoft Entra ID, with the algorithm <c>none</c> and all roles.</summary>
    private static string Unsigned { get; } =
        Base64Url("""{"alg":"none","typ":"JWT"}""")
        + "." + Base64Url("""{"aud":"api","roles":["Flights.Read","Flights.Publish","Flights.Operate"],"exp":4102444800}""") + ".";

    [Test]
    public async Task An_operation_requires_a_valid_key()
    {
        var requests = 0;
        foreach (var (method, path) in ProtectedOperations())
        {
            foreach (var (name, headers, query) in InvalidKeys())
            {
                var target = query.Length == 0 ? path : $"{path}?{query}";
                var status = await StatusAsync(method, target, headers);
                Assert.That(status, Is.EqualTo(IsMalformed(name) ? 400 : 401), $"{method} {target} with {name}");
                requests++;
            }

            foreach (var spelling in Spellings(path))
            {
                Assert.That(await StatusAsync(method, spelling, ""), Is.AnyOf(400, 401, 404, 405), $"{method} {spelling}");
                requests++;
            }
        }

        TestContext.Out.WriteLine($"{requests:N0} requests");
    }

    [Test]
    public async Task The_key_grants_access_to_every_operation()
    {
        foreach (var (method, path) in ProtectedOperations())
        {
            var status = await StatusAsync(method, path, $"{FunctionKey}: {Key}\r\n");
            Assert.That(status, Is.InRange(200, 499).And.Not.AnyOf(401, 403), $"{method} {path}");
        }
    }

    /// <summary>The requests have no key.</summary>
    [Test]
    public async Task A_method_without_an_operation_is_rejected()
    {
        foreach (var group in ProtectedOperations().GroupBy(operation => operation.Path, operation => operation.Method))
        {
            string[] methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "get"];
            foreach (var method in methods.Except(group))
                Assert.That(await StatusAsync(method, group.Key, ""), Is.AnyOf(400, 401, 404, 405, 501), $"{method} {group.Key}");
        }
    }

    [Test]
    public async Task The_metrics_require_a_key()
    {
        foreach (var (name, headers, query) in InvalidKeys())
        {
            var target = query.Length == 0 ? "/metrics" : $"/metrics?{query}";
            Assert.That(await SendAsync(TargetStack.Api, "GET", target, headers), Is.EqualTo(IsMalformed(name) ? 400 : 401), name);
        }
    }

    [TestCase("GET", "/v1/rest/query?db=flights&csl=print%201")]
    [TestCase("POST", "/v1/rest/query")]
    [TestCase("POST", "/v2/rest/query")]
    [TestCase("POST", "/v1/rest/mgmt")]
    [TestCase("POST", "/v1/rest/ingest/flights/FlightEvents?streamFormat=json")]
    [TestCase("POST", "//v1/rest/mgmt")]
    [TestCase("POST", "/v1/./rest/mgmt")]
    [TestCase("POST", "/x/../v1/rest/mgmt")]
    [TestCase("GET", "/v1/rest/ping")]
    public async Task Kusto_requires_its_token(string method, string path)
    {
        var token = TargetStack.KustoToken;
        foreach (var headers in (string[])[
            "", "Authorization:\r\n", "Authorization: Bearer\r\n", "Authorization: Bearer \r\n", $"Authorization: {token}\r\n",
            $"Authorization: Basic {token}\r\n", $"Authorization: Bearer {token[..^1]}\r\n", $"Authorization: Bearer {token}x\r\n",
            $"Authorization: Bearer {token.ToUpperInvariant()}\r\n", $"Authorization: Bearer {token}, Bearer {token}\r\n",
            $"Authorization: Bearer {token}\r\nAuthorization: Bearer {token}\r\n", $"X-Authorization: Bearer {token}\r\n",
            $"Cookie: Authorization=Bearer {token}\r\n", $"Authorization: Bearer {Key}\r\n", $"{FunctionKey}: {Key}\r\n"])
        {
            Assert.That(await SendAsync(TargetStack.Kusto, method, path, headers), Is.EqualTo(401), headers);
        }
    }

    [TestCase("POST", "/flight-events/messages")]
    [TestCase("POST", "/flight-events/partitions/0/messages")]
    [TestCase("POST", "/flight-events/publishers/p/messages")]
    [TestCase("GET", "/")]
    public async Task The_event_hub_requires_a_token_for_the_hub(string method, string path)
    {
        var right = Token("/", TargetStack.HubKey);
        foreach (var token in (string[])[
            "", "SharedAccessSignature", "Bearer x", right[..^1], right.Replace("&se=", "&se=1", StringComparison.Ordinal),
            right.Replace("sig=", "sig=A", StringComparison.Ordinal),
            right.Replace("SharedAccessSignature", "Bearer", StringComparison.Ordinal), Token("/", TargetStack.HubKey, policy: "other"),
            Token("/", AccessPolicy.Root.Key), Token("/", ""), Token("/", TargetStack.HubKey, days: -1),
            Token("/", TargetStack.HubKey, days: -20_000), Token("/other-hub", TargetStack.HubKey), Token("/flight", TargetStack.HubKey),
            Token("/flight-events-2", TargetStack.HubKey)])
        {
            var headers = token.Length == 0 ? "" : $"Authorization: {token}\r\n";
            Assert.That(await SendAsync(TargetStack.Hub, method, path, headers), Is.EqualTo(401), token);
        }

        Assert.That(await SendAsync(TargetStack.Hub, method, path, $"Authorization: {right}\r\n"), Is.AnyOf(200, 201));
    }

    private static bool IsMalformed(string credentials) => credentials.EndsWith("NUL", StringComparison.Ordinal);

    private static string Token(string resource, string key, string policy = "RootManageSharedAccessKey", int days = 1) =>
        SharedAccessSignature.Create(new Uri(TargetStack.Hub, resource), policy, key, DateTimeOffset.UtcNow.AddDays(days)).ToString();

    private static Task<int> StatusAsync(string method, string path, string headers) =>
        SendAsync(TargetStack.Api, method, TargetStack.Api.AbsolutePath + path, headers);

    private static async Task<int> SendAsync(Uri server, string method, string target, string headers)
    {
        var request = $"{method} {target} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\n{headers}Content-Length: 0\r\n\r\n";
        var response = await RawHttp.SendAsync(server, Encoding.ASCII.GetBytes(request));

        foreach (var secret in TargetStack.Secrets)
            Assert.That(response.Text, Does.Not.Contain(secret), $"{method} {target}");
        return response.Status;
    }

    private static string Base64Url(string json) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
