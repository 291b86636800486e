using LatamFunctions.Ingestion;
using LocalStack.Host;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalStack.Tests.Host;

internal sealed class FunctionCatalogTests
{
    [Test]
    public void All_functions_of_the_app_are_found()
    {
        var functions = FunctionCatalog.Find(typeof(IngestFlightEvents).Assembly);

        Assert.That(
            functions.Select(function => function.Name),
            Is.SupersetOf(new[] { "GetFlight", "Health", "IngestFlightEvents", "PublishFlightEvents", "SearchFlights" }));
        var ingest = functions.Single(function => function.Name == "IngestFlightEvents");
        Assert.Multiple(() =>
        {
            Assert.That(ingest.EntryPoint, Is.EqualTo("LatamFunctions.Ingestion.IngestFlightEvents.Run"));
            Assert.That(ingest.InputBindings["events"].Type, Is.EqualTo("eventHubTrigger"));
            Assert.That(ingest.Retry!.MaxRetryCount, Is.EqualTo(-1), "only endless retry holds the checkpoint");
        });
    }

    [Test]
    public void A_function_without_a_trigger_is_refused() =>
        Assert.That(
            () => FunctionEntry.Of(typeof(BadFunctions).GetMethod(nameof(BadFunctions.NoTrigger))!, new FunctionAttribute("Lazy")),
            Throws.TypeOf<FunctionCatalogException>().With.Message.EqualTo(
                $"The function 'Lazy' ({typeof(BadFunctions).FullName}.NoTrigger) has 0 triggers; a function has one."));

    [TestCase(nameof(BadFunctions.UnknownParameter), "has a parameter 'flightId' that is neither in its route '/api/flights' nor of a known type.")]
    [TestCase(nameof(BadFunctions.RetriedRequest), "has a retry policy, which HTTP triggers do not support (AZFW0012).")]
    [TestCase(nameof(BadFunctions.TextRequest), "has an HTTP trigger that is not bound to an HttpRequest, the only type that this host binds.")]
    public void A_function_that_cannot_be_called_is_refused_at_start(string method, string problem)
    {
        var entry = FunctionEntry.Of(typeof(BadFunctions).GetMethod(method)!, new FunctionAttribute("Bad"));

        Assert.That(
            () => new HttpFunction(entry, "api", PlainPipeline.Services(), null, default, NullLogger.Instance),
            Throws.TypeOf<FunctionCatalogException>().With.Message.EndsWith(problem));
    }

    internal static class BadFunctions
    {
        public static void NoTrigger(string text) => _ = text;

        public static IResult UnknownParameter([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "flights")] HttpRequest request, string flightId) =>
            Results.Text(flightId);

        [FixedDelayRetry(1, "00:00:01")]
        public static IResult RetriedRequest([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "flights")] HttpRequest request) => Results.Ok();

        public static IResult TextRequest([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "flights")] string request) => Results.Text(request);
    }
}
