using System.Net;
using ApiBenchmark;

namespace Bench.Tests;

public class FlightPagesTests
{
    private static readonly Uri Root = new("http://api.test/api/");

    [Test]
    public async Task Pages_are_read_to_the_one_without_a_next()
    {
        var (pages, asked) = Pages(
            """{"value":[{"flightId":"a"},{"flightId":"b"}],"nextLink":"/api/flights?limit=1000&cursor=x"}""",
            """{"value":[{"flightId":"c"}]}""");

        var flights = await ReadAsync(pages);

        Assert.Multiple(() =>
        {
            Assert.That(flights, Is.EqualTo(new[] { "a", "b", "c" }));
            Assert.That(asked, Is.EqualTo(new[] { "http://api.test/api/flights?limit=1000", "http://api.test/api/flights?limit=1000&cursor=x" }));
            Assert.That(pages.Latency.Count, Is.EqualTo(2));
        });
    }

    [Test]
    public void A_link_that_leads_back_ends_the_walk()
    {
        const string Page = """{"value":[],"nextLink":"http://api.test/api/flights?limit=1000"}""";
        var (pages, _) = Pages(Page, Page);

        Assert.That(() => ReadAsync(pages), Throws.InvalidOperationException.With.Message.Contains("lead back"));
    }

    [Test]
    public void A_refusal_is_told_with_what_was_asked()
    {
        var (pages, _) = Pages();

        Assert.That(() => ReadAsync(pages), Throws.InvalidOperationException.With.Message.EqualTo("GET http://api.test/api/flights?limit=1000 answered 503: away"));
    }

    private static async Task<List<string>> ReadAsync(FlightPages pages)
    {
        var flights = new List<string>();
        await foreach (var page in pages.ReadAsync(CancellationToken.None))
            flights.AddRange(page);
        return flights;
    }

    /// <summary>An API with these answers, and then none.</summary>
    private static (FlightPages Pages, List<string> Asked) Pages(params string[] answers)
    {
        var handler = new ScriptedApi(answers);
        return (new FlightPages(new HttpClient(handler), Root), handler.Asked);
    }

    private sealed class ScriptedApi(string[] answers) : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.ToString());
            return Task.FromResult(Asked.Count <= answers.Length
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answers[Asked.Count - 1]) }
                : new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("away") });
        }
    }
}
