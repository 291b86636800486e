using System.Net;
using ApiBenchmark;

namespace Bench.Tests;

public class FlightPagesTests
{
    private static readonly Uri Root = new("http://api.test/api/");

    [Test]
    public async Task Pages_are_read_until_a_page_has_no_next_link()
    {
        var (pages, requests) = Pages(
            """{"value":[{"flightId":"a"},{"flightId":"b"}],"nextLink":"/api/flights?limit=1000&cursor=x"}""",
            """{"value":[{"flightId":"c"}]}""");

        var flights = await ReadAsync(pages);

        Assert.Multiple(() =>
        {
            Assert.That(flights, Is.EqualTo(new[] { "a", "b", "c" }));
            Assert.That(requests,
                Is.EqualTo(new[] { "http://api.test/api/flights?limit=1000", "http://api.test/api/flights?limit=1000&cursor=x" }));
            Assert.That(pages.Latency.Count, Is.EqualTo(2));
        });
    }

    [Test]
    public void A_next_link_to_an_earlier_page_is_an_error()
    {
        const string Page = """{"value":[],"nextLink":"http://api.test/api/flights?limit=1000"}""";
        var (pages, _) = Pages(Page, Page);

        Assert.That(() => ReadAsync(pages), Throws.InvalidOperationException.With.Message.Contains("already read"));
    }

    [Test]
    public void An_error_response_is_reported_with_the_request()
    {
        var (pages, _) = Pages();

        Assert.That(() => ReadAsync(pages),
            Throws.InvalidOperationException.With.Message.EqualTo("GET http://api.test/api/flights?limit=1000 returned 503: unavailable"));
    }

    private static async Task<List<string>> ReadAsync(FlightPages pages)
    {
        var flights = new List<string>();
        await foreach (var page in pages.ReadAsync(CancellationToken.None))
            flights.AddRange(page);
        return flights;
    }

    /// <summary>Creates an API that returns the specified responses in order. Additional requests fail.</summary>
    private static (FlightPages Pages, List<string> Requests) Pages(params string[] responses)
    {
        var handler = new ScriptedApi(responses);
        return (new FlightPages(new HttpClient(handler), Root), handler.Requests);
    }

    private sealed class ScriptedApi(string[] responses) : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(request.RequestUri!.ToString());
            return Task.FromResult(Requests.Count <= responses.Length
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(responses[Requests.Count - 1]) }
                : new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("unavailable") });
        }
    }
}
