using LatamFunctions.Http;
using LatamFunctions.Tests.Support;

namespace LatamFunctions.Tests.Http;

public class UnknownRouteTests
{
    [TestCase("flights/\0", 405)]
    [TestCase("\0", 404)]
    [TestCase("flights/%00", 405)]
    [TestCase("flights/%", 405)]
    [TestCase("flights/\ud800", 405)]
    [TestCase("//", 404)]
    [TestCase("..", 404)]
    [TestCase(null, 404)]
    public async Task An_unknown_path_with_any_characters_is_not_found_or_not_allowed(string? path, int status)
    {
        var exchange = new HttpExchange();
        exchange.Request.Method = "POST";

        await exchange.RespondAsync(new UnknownRoute().Run(exchange.Request, path));

        Assert.That(exchange.Status, Is.EqualTo(status));
    }
}
