using System.Security.Cryptography;
using System.Text;
using LatamFunctions.Http;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Http;

/// <summary>
/// Tests the access that keys and tokens grant. Access is denied by default. A key grants the scopes whose lists contain its digest; a
/// token grants the scopes of its roles.
/// </summary>
public class ConsumerAuthenticatorTests
{
    private static readonly Scope[] All = [Scope.Open, Scope.Read, Scope.Publish, Scope.Operate];

    private readonly TestIssuer _issuer = new();

    [OneTimeSetUp]
    public Task StartIssuer() => _issuer.StartAsync();

    [OneTimeTearDown]
    public async Task StopIssuer() => await _issuer.DisposeAsync();

    [TestCase("reader", new[] { Scope.Open, Scope.Read })]
    [TestCase("publisher", new[] { Scope.Open, Scope.Publish })]
    [TestCase("operator", new[] { Scope.Open, Scope.Read, Scope.Operate })]
    [TestCase("release", new[] { Scope.Open, Scope.Read, Scope.Publish, Scope.Operate })]
    [TestCase("a host key on no list", new[] { Scope.Open })]
    [TestCase("", new[] { Scope.Open })]
    public async Task A_key_grants_the_scopes_whose_lists_contain_its_digest(string key, Scope[] opened)
    {
        var consumer = await Find(Keys(), key);

        Assert.That(All.Where(consumer!.CanCall), Is.EqualTo(opened));
        Assert.That(consumer.Id, Is.EqualTo(key));
    }

    [Test]
    public async Task Without_any_digest_only_public_operations_are_available()
    {
        var consumer = await Find(new ApiKeyOptions(), "any key of the host");

        Assert.That(All.Where(consumer!.CanCall), Is.EqualTo(new[] { Scope.Open }));
    }

    [TestCase("", true, true)]
    [TestCase("unlisted", true, true)]
    [TestCase("reader", true, false)]
    public async Task Where_no_key_is_required_only_a_listed_key_restricts_access(string key, bool mayRead, bool mayPublish)
    {
        var options = Keys();
        options.AllowUnlisted = true;

        var consumer = await Find(options, key);

        Assert.That((consumer!.CanCall(Scope.Read), consumer.CanCall(Scope.Publish)), Is.EqualTo((mayRead, mayPublish)));
    }

    [TestCase(new[] { "read" }, new[] { Scope.Open, Scope.Read })]
    [TestCase(new[] { "publish" }, new[] { Scope.Open, Scope.Publish })]
    [TestCase(new[] { "operate" }, new[] { Scope.Open, Scope.Read, Scope.Operate })]
    [TestCase(new[] { "read", "publish", "write", "Operate" }, new[] { Scope.Open, Scope.Read, Scope.Publish })]
    [TestCase(new string[0], new[] { Scope.Open })]
    public async Task A_token_grants_the_operations_of_its_roles(string[] roles, Scope[] opened)
    {
        var consumer = await Find(Keys(), "reader", _issuer.Token(roles));

        Assert.That(All.Where(consumer!.CanCall), Is.EqualTo(opened));
        Assert.That(consumer.Id, Is.EqualTo(TestIssuer.ObjectId), "the rate limit applies to the identity, not to the key");
    }

    [TestCase("expired")]
    [TestCase("not yet valid")]
    [TestCase("for another audience")]
    [TestCase("of another issuer")]
    [TestCase("signed with another key")]
    [TestCase("not signed")]
    [TestCase("signed with the public key as a secret")]
    [TestCase("changed")]
    [TestCase("without an expiry")]
    [TestCase("not a token")]
    [TestCase("empty")]
    public async Task An_invalid_token_grants_nothing_even_with_a_valid_key(string kind) =>
        Assert.That(await Find(Keys(), "operator", _issuer.InvalidToken(kind)), Is.Null);

    [Test]
    public async Task New_signing_keys_of_the_issuer_are_loaded()
    {
        Assert.That(await Find(Keys(), "", _issuer.Token(["read"])), Is.Not.Null);
        _issuer.AddSigningKey();

        var authenticator = Authenticator(Keys(), new EntraOptions { Authority = _issuer.Authority, Audience = TestIssuer.Audience });

        Assert.That((await authenticator.FindAsync(Request("", _issuer.Token(["read"]))))!.CanCall(Scope.Read), Is.True);
    }

    [Test]
    public async Task Without_a_configured_issuer_the_token_is_ignored_and_the_key_is_used()
    {
        var consumer = await Authenticator(Keys(), new EntraOptions()).FindAsync(Request("reader", _issuer.Token(["operate"])));

        Assert.That(All.Where(consumer!.CanCall), Is.EqualTo(new[] { Scope.Open, Scope.Read }));
    }

    [Test]
    public void An_unavailable_issuer_does_not_make_the_token_invalid()
    {
        var unreachable = new EntraOptions { Authority = "http://127.0.0.1:9/none", Audience = TestIssuer.Audience };
        var authenticator = Authenticator(Keys(), unreachable);

        Assert.That(() => authenticator.FindAsync(Request("reader", _issuer.Token(["read"]))), Throws.TypeOf<HttpRequestException>());
    }

    [TestCase("", "", true)]
    [TestCase("https://login.microsoftonline.com/t/v2.0", "app", true)]
    [TestCase("http://127.0.0.1:5000/t", "app", true)]
    [TestCase("http://login.example/t/v2.0", "app", false)]
    [TestCase("https://login.microsoftonline.com/t/v2.0", "", false)]
    [TestCase("", "app", false)]
    [TestCase("t", "app", false)]
    public void The_issuer_and_the_audience_must_be_set_together(string authority, string audience, bool valid) =>
        Assert.That(new EntraOptions { Authority = authority, Audience = audience }.AreValid(), Is.EqualTo(valid));

    private Task<Consumer?> Find(ApiKeyOptions keys, string key, string? token = null) =>
        Authenticator(keys, new EntraOptions { Authority = _issuer.Authority, Audience = TestIssuer.Audience })
            .FindAsync(Request(key, token));

    private static ConsumerAuthenticator Authenticator(ApiKeyOptions keys, EntraOptions entra) =>
        new(new ApiKeys(Options.Create(keys)), new EntraTokens(Options.Create(entra)));

    private static Microsoft.AspNetCore.Http.HttpRequest Request(string key, string? token)
    {
        var request = new HttpExchange("/api/flights").Request;
        request.Headers["x-functions-key"] = key;
        if (token is not null)
            request.Headers.Authorization = $"Bearer {token}";
        return request;
    }

    private static ApiKeyOptions Keys() => new()
    {
        Readers = $"{Digest("reader")}, {Digest("release")}",
        Publishers = $"{Digest("publisher")},{Digest("release")}",
        Operators = $"{Digest("operator").ToLowerInvariant()},{Digest("release")}",
    };

    private static string Digest(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
