using Azure.Messaging.EventHubs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

// Functions that break one rule each, for FunctionRulesTests.
namespace LatamFunctions.Tests.Rules;

public class SoundFunctions
{
    [Function("Batch")]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public Task Batch([EventHubTrigger("hub")] EventData[] e, FunctionContext context) => Task.CompletedTask;

    [Function("Single")]
    public static void Single([EventHubTrigger("hub", IsBatched = false)] EventData e)
    {
    }

    [Function("Http")]
    public Task<IResult> Http([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request) => Task.FromResult(Results.Accepted());
}

public class HiddenMethod
{
    [Function("F")]
    internal void Run([HttpTrigger] HttpRequest request)
    {
    }
}

internal sealed class HiddenClass
{
    [Function("F")]
    public void Run([HttpTrigger] HttpRequest request)
    {
    }
}

public static class Outer
{
    public class NestedClass
    {
        [Function("F")]
        public void Run([HttpTrigger] HttpRequest request)
        {
        }
    }
}

public class Overloaded
{
    [Function("F")]
    public void Run([HttpTrigger] HttpRequest request) => Run();

    private static void Run()
    {
    }
}

public class AsyncVoid
{
    [Function("F")]
    public async void Run([HttpTrigger] HttpRequest request) => await Task.CompletedTask;
}

public class ReturnsValueTask
{
    [Function("F")]
    public ValueTask<IActionResult> Run([HttpTrigger] HttpRequest request) => new(new OkResult());
}

public class TwoBindingsOnAParameter
{
    [Function("F")]
    public void Run([HttpTrigger, EventHubTrigger("hub")] object both)
    {
    }
}

public class NoTrigger
{
    [Function("F")]
    public void Run()
    {
    }
}

public class RetryOnHttp
{
    [Function("F")]
    [FixedDelayRetry(3, "00:00:01")]
    public void Run([HttpTrigger] HttpRequest request)
    {
    }
}

public class BatchIntoOne
{
    [Function("F")]
    public void Run([EventHubTrigger("hub")] EventData e)
    {
    }
}

public class BatchIntoBytes
{
    [Function("F")]
    public void Run([EventHubTrigger("hub")] byte[] e)
    {
    }
}

public class TwinNames
{
    [Function("Twin")]
    public void One([HttpTrigger] HttpRequest request)
    {
    }

    [Function("twin")]
    public void Two([HttpTrigger] HttpRequest request)
    {
    }
}
