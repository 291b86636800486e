using System.Net;

namespace LatamFunctions.Tests.Smoke;

public class SmokeClientTests
{
    [TestCase(0)]
    [TestCase(2)]
    public async Task A_request_is_retried_while_an_instance_does_not_recognize_the_key(int rejections)
    {
        using var app = new App(rejections);
        using var http = new HttpClient(app);

        var (status, _) = await new SmokeClient(http, new Uri("http://app/"), "new")
            .SendAsync(HttpMethod.Get, "flights", poll: TimeSpan.Zero);

        Assert.That((status, app.Keys), Is.EqualTo((200, string.Join(' ', Enumerable.Repeat("new", rejections + 1)))));
    }

    [Test]
    public async Task A_request_with_a_wrong_key_is_sent_once()
    {
        using var app = new App(rejections: 1);
        using var http = new HttpClient(app);

        var (status, _) = await new SmokeClient(http, new Uri("http://app/"), "new").SendOnceAsync(HttpMethod.Get, "flights", "wrong");

        Assert.That((status, app.Keys), Is.EqualTo((401, "wrong")));
    }

    /// <summary>An app whose first responses have the status 401.</summary>
    private sealed class App(int rejections) : HttpMessageHandler
    {
        private readonly List<string> _keys = [];

        public string Keys => string.Join(' ', _keys);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _keys.Add(request.Headers.GetValues("x-functions-key").Single());
            return Task.FromResult(new HttpResponseMessage(_keys.Count > rejections ? HttpStatusCode.OK : HttpStatusCode.Unauthorized));
        }
    }
}
