using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests;

/// <summary>Tests request spans, which are in the caller's trace and do not contain the query text.</summary>
public sealed class RequestSpanTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string OtherParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private readonly ConcurrentQueue<Activity> _ended = [];
    private KustoTestServer _server = null!;
    private ActivityListener _listener = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await KustoTestServer.StartAsync();
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == KustoServer.ActivitySourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _listener?.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task A_query_creates_a_span_without_the_query_text_in_the_trace_of_the_caller()
    {
        await SendAsync("v1/rest/query?db=db&csl=print%20'secret'", Parent, HttpStatusCode.OK);

        var span = await EndedAsync(Parent);
        Assert.Multiple(() =>
        {
            Assert.That((span.OperationName, span.Kind), Is.EqualTo(("kusto query", ActivityKind.Server)));
            Assert.That(
                span.TagObjects,
                Is.EquivalentTo(new Dictionary<string, object?>
                {
                    ["http.request.method"] = "GET",
                    ["url.path"] = "/v1/rest/query",
                    ["http.response.status_code"] = 200,
                }));
        });
    }

    [Test]
    public async Task The_span_of_an_unknown_path_has_a_generic_name_and_the_status()
    {
        await SendAsync("some/other/place", OtherParent, HttpStatusCode.NotFound);

        var span = await EndedAsync(OtherParent);
        Assert.That((span.OperationName, span.GetTagItem("http.response.status_code")), Is.EqualTo(("kusto", (object)404)));
    }

    private async Task SendAsync(string path, string parent, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "traceparent", parent } } };
        using var response = await _server.Http.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(expected));
    }

    /// <summary>Waits for the span, which ends after the response is sent.</summary>
    private async Task<Activity> EndedAsync(string parent)
    {
        await Eventually.IsTrueAsync(() => _ended.Any(span => span.ParentId == parent), "The span");
        return _ended.Single(span => span.ParentId == parent);
    }
}
