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
    public void Every_function_can_be_created_from_the_registered_services()
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
                classes.SelectMany(type => type.GetMethods()).Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name)
                    .OfType<string>(),
                Is.EquivalentTo(
                [
                    "IngestFlightEvents", "SearchFlights", "GetFlight", "ListFlightEvents", "ExportFlights", "GetDelays", "GetRoutes",
                    "GetTimeSeries", "GetOpenApi", "GetDocs", "UnknownRoute", "PublishFlightEvents", "CorrectFlight", "PatchFlight",
                    "CancelFlight", "Health", "ListDeadLetters", "GetDeadLetter", "DiscardDeadLetter", "DiscardDeadLetters",
                    "ReplayDeadLetter", "ReplayDeadLetters",
                ]));
            foreach (var type in classes)
                Assert.That(() => ActivatorUtilities.CreateInstance(invocation.ServiceProvider, type), Throws.Nothing, type.Name);
        });
    }

    [Test]
    public void Missing_required_settings_stop_the_app_and_are_named()
    {
        using var host = AppHost.Build();

        var error = Assert.Catch(() => host.Services.GetRequiredService<IStartupValidator>().Validate());

        Assert.That(
            error!.Message,
            Does.Contain("The setting Kusto__Endpoint is missing").And.Contain("Set one of DeadLetters__TableServiceUri"));
    }

    [TestCase(
        "--RateLimit:RequestsPerSecond=often",
        "The app cannot start: Failed to convert configuration value 'often' at 'RateLimit:RequestsPerSecond' to type 'System.")]
    [TestCase("--Kusto:Endpoint=name", "The app cannot start: The setting Kusto__Endpoint is missing or not an http(s) address.")]
    [TestCase(
        "--Kusto:Authentication=Token", "The app cannot start: The setting Kusto__Authentication is Token, but Kusto__Token is missing.")]
    [NonParallelizable]
    public void An_invalid_setting_stops_the_app_with_a_one_line_error(string setting, string message)
    {
        var (output, console) = (new StringWriter(), Console.Error);
        Console.SetError(output);
        try
        {
            string[] args =
            [
                "--Kusto:Endpoint=https://name.brazilsouth.kusto.windows.net",
                "--DeadLetters:ConnectionString=UseDevelopmentStorage=true",
                "--EventHubs:fullyQualifiedNamespace=name.servicebus.windows.net",
                "--Functions:Worker:HostEndpoint=http://127.0.0.1:1",
                setting,
            ];

            Assert.That(typeof(IngestFlightEvents).Assembly.EntryPoint!.Invoke(null, [args]), Is.EqualTo(1));
        }
        finally
        {
            Console.SetError(console);
        }

        Assert.That(output.ToString().TrimEnd(), Does.StartWith(message).And.Not.Contain("\n"));
    }
}
