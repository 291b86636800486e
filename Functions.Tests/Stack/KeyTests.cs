using System.Text.Json;

namespace LatamFunctions.Tests.Stack;

/// <summary>With --keys the app asks for keys as it does in Azure.</summary>
internal sealed class KeyTests : StackTestBase
{
    protected override bool RequireKeys => true;

    [Test]
    public async Task Functions_ask_for_a_key_and_health_does_not()
    {
        var key = Stack.Host.FunctionKey!;
        var withKey = new HttpRequestMessage(HttpMethod.Get, new Uri(Stack.Host.ApiEndpoint, "flights?origin=SCL")) { Headers = { { "x-functions-key", key } } };

        Assert.Multiple(async () =>
        {
            Assert.That((await Stack.GetAsync("flights?origin=SCL")).Status, Is.EqualTo(401));
            Assert.That((await Stack.PostEventsAsync(Events.Flight("key-1", "SCL", "LIM"))).Status, Is.EqualTo(401));
            Assert.That((await Stack.GetAsync("flights?origin=SCL&code=wrong")).Status, Is.EqualTo(401));
            Assert.That((await Stack.GetAsync($"flights?origin=SCL&code={key}")).Status, Is.EqualTo(200));
            Assert.That((await Stack.SendAsync(withKey)).Status, Is.EqualTo(200));
            Assert.That((await Stack.GetAsync("health/live")).Status, Is.EqualTo(200));
        });
    }

    [Test]
    public async Task Keys_survive_a_restart_in_their_file()
    {
        var key = Stack.Host.FunctionKey;

        await RestartAsync();

        Assert.That(Stack.Host.FunctionKey, Is.EqualTo(key));
        using var file = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Stack.Host.DataDirectory, "keys.json")));
        Assert.That(file.RootElement.GetProperty("default").GetString(), Is.EqualTo(key));
    }
}
