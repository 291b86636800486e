using System.Reflection;
using LatamFunctions.Ingestion;
using LatamFunctions.Tests.Support;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests;

public class ProgramTests
{
    [Test]
    public void Every_function_can_be_made_of_the_registered_services()
    {
        using var host = AppHost.Build(
            "--Kusto:Endpoint=https://name.brazilsouth.kusto.windows.net",
            "--DeadLetters:ConnectionString=UseDevelopmentStorage=true",
            "--EventHubs:fullyQualifiedNamespace=name.servicebus.windows.net");
        using var invocation = host.Services.CreateScope();
        var classes = typeof(IngestFlightEvents).Assembly.GetTypes()
            .Where(type => type.GetMethods().Any(method => method.GetCustomAttribute<FunctionAttribute>() is not null))
            .ToArray();

        Assert.Multiple(() =>
        {
            Assert.That(
                classes.SelectMany(type => type.GetMethods()).Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name).OfType<string>(),
                Is.EquivalentTo(
                [
                    "IngestFlightEvents", "SearchFlights", "GetFlight", "ListFlightEvents", "ExportFlights", "GetDelays", "GetRoutes",
                    "GetTimeSeries", "GetOpenApi", "GetDocs", "UnknownRoute", "PublishFlightEvents", "CorrectFlight", "CancelFlight", "Health",
                    "ListDeadLetters", "GetDeadLetter", "DiscardDeadLetter", "ReplayDeadLetter", "ReplayDeadLetters",
                ]));
            foreach (var type in classes)
                Assert.That(() => ActivatorUtilities.CreateInstance(invocation.ServiceProvider, type), Throws.Nothing, type.Name);
        });
    }

    [Test]
    public void Without_its_settings_the_app_does_not_start_and_says_which_are_missing()
    {
        using var host = AppHost.Build();

        var error = Assert.Catch(() => host.Services.GetRequiredService<IStartupValidator>().Validate());

        Assert.That(
            error!.Message,
            Does.Contain("The setting Kusto__Endpoint is missing").And.Contain("Set one of DeadLetters__TableServiceUri"));
    }
}
