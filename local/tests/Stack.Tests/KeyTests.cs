using System.Text.Json;
using LatamFunctions.Http;

namespace LocalStack.Tests;

/// <summary>With --keys the app requires keys as it does in Azure, and each opens what it is listed for: one on no list opens nothing.</summary>
internal sealed class KeyTests : StackTestBase
{
    private static readonly Dictionary<Audience, string[]> Opens = new()
    {
        [Audience.Open] = ["none", "unknown", "read", "publish", "operate", "default", "master"],
        [Audience.Read] = ["read", "operate", "default"],
        [Audience.Publish] = ["publish", "default"],
        [Audience.Operate] = ["operate", "default"],
    };

    protected override bool RequireKeys => true;

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["RateLimit:Burst"] = "10000" };

    private static IEnumerable<TestCaseData> Matrix() =>
        from function in ApiCatalog.Current.Functions
        from key in Opens[Audience.Open]
        select new TestCaseData(function.Name, key).SetArgDisplayNames(function.Name, key);

    /// <summary>Every function with every key: 401 from the host for a key that is not its own, 403 from the app for a key that is not listed for it.</summary>
    [TestCaseSource(nameof(Matrix))]
    public async Task A_key_opens_what_it_is_for(string name, string key)
    {
        var function = ApiCatalog.Current.Find(name)!;
        var path = function.Route
            .Replace("{flightId}", "nope", StringComparison.Ordinal)
            .Replace("{id}", "nope", StringComparison.Ordinal)
            .Replace("{probe?}", "live", StringComparison.Ordinal)
            .Replace("{file?}", "index.html", StringComparison.Ordinal);
        (string, string)[] headers = key == "none" ? [] : [("x-functions-key", KeyOf(key))];

        using var answer = await Stack.AskAsync(HttpMethod.Parse(function.Methods[0]), path, headers);

        var status = (int)answer.StatusCode;
        if (Opens[function.Operation.Audience].Contains(key))
            Assert.That(status, Is.Not.EqualTo(401).And.Not.EqualTo(403).And.LessThan(500));
        else
            Assert.That(status, Is.EqualTo(key is "none" or "unknown" ? 401 : 403));
        if (status == 403)
            Assert.That(answer.Headers.GetValues("x-ms-error-code"), Is.EqualTo(["WrongKey"]));
    }

    [Test]
    public async Task A_key_may_stand_in_the_query_and_is_in_no_link()
    {
        await Stack.SendAsync(Events.Flight("key-1", "SCL", "LIM"), Events.Flight("key-2", "SCL", "LIM"));
        await Stack.IngestedAsync();

        var (status, page) = await Stack.GetAsync($"flights?origin=SCL&limit=1&code={KeyOf("read")}");

        Assert.Multiple(() =>
        {
            Assert.That(status, Is.EqualTo(200));
            Assert.That(page.GetProperty("nextLink").GetString(), Does.Contain("origin=SCL").And.Not.Contain("code").And.Not.Contain(KeyOf("read")));
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

    private string KeyOf(string name) => name switch
    {
        "default" => Stack.Host.FunctionKey!,
        "master" => Stack.Host.Keys!.Master,
        "unknown" => "no-key-of-this-host",
        _ => Stack.Host.ApiKeys[name],
    };
}
