using System.Collections.Concurrent;
using LocalFunctions.Host.Invocations;
using LocalStack.Tests.Support;

namespace LocalStack.Tests.HttpApi;

/// <summary>Tests the data that the worker sends to the host in addition to the HTTP response.</summary>
internal sealed class InvocationTests : StackTestBase
{
    private readonly ConcurrentQueue<InvocationResult> _invocations = new();

    protected override void OnInvocationCompleted(InvocationResult result) => _invocations.Enqueue(result);

    /// <summary>
    /// Tests that the invocation has no result, because the worker would also serialize the result with its body into the message to the
    /// host.
    /// </summary>
    [TestCase("GetOpenApi", "openapi.json")]
    [TestCase("SearchFlights", "flights?limit=1")]
    public async Task A_response_is_sent_once(string function, string path)
    {
        var (status, _) = await Stack.GetAsync(path);
        await Eventually.IsTrueAsync(() => _invocations.Any(invocation => invocation.FunctionName == function), "The invocation ends");

        var results = _invocations.Where(invocation => invocation.FunctionName == function).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(status, Is.EqualTo(200));
            Assert.That(results, Has.All.Matches<InvocationResult>(invocation => invocation.Succeeded && invocation.ReturnValue is null));
        });
    }

    [Test]
    public async Task A_request_writes_no_framework_log()
    {
        await Stack.GetAsync("flights?limit=2");
        await Eventually.IsTrueAsync(
            () => _invocations.Any(invocation => invocation.FunctionName == "SearchFlights"), "The invocation ends");

        Assert.That(
            _invocations.SelectMany(invocation => invocation.Logs).Select(log => log.Category),
            Has.None.StartsWith("Microsoft.AspNetCore"));
    }
}
