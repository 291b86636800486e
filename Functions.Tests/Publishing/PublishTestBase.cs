using System.Text;
using LatamFunctions.Events;
using LatamFunctions.Publishing;
using LatamFunctions.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Publishing;

/// <summary>The base class for tests of the publishing function with a scripted event hub.</summary>
public abstract class PublishTestBase
{
    private readonly FixedTime _time = new(SampleEvents.Now);
    private readonly ClaimTable _claims = new();
    private readonly RequestBodies _bodies = new(Options.Create(new RequestBodyOptions()), Options.Create(new MessageLimits()));

    private protected HubEndpoint Hub { get; private set; } = null!;

    [SetUp]
    public void SetUp() => Hub = new HubEndpoint();

    [OneTimeTearDown]
    public void DisposeBodies() => _bodies.Dispose();

    private protected PublishFlightEvents Function() =>
        new(_bodies, Hub.Publisher, _claims.Claims(_time), _time, NullLogger<PublishFlightEvents>.Instance);

    private protected async Task<HttpExchange> PostAsync(
        string body, string? contentType = "application/json", params (string Name, string Value)[] headers)
    {
        var exchange = new HttpExchange("/api/events", body: Encoding.UTF8.GetBytes(body), contentType: contentType);
        foreach (var (name, value) in headers)
            exchange.Request.Headers[name] = value;
        return await exchange.RespondAsync(await Function().Run(exchange.Request, default));
    }
}
