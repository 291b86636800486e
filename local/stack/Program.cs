using System.Runtime.InteropServices;
using LocalStack;
using LocalStack.Cli;
using LocalStack.Configuration;
using LocalStack.Demo;
using LocalStack.Kusto;
using Microsoft.Extensions.Logging;

const int Failure = 1;
const int UsageError = 2;

CommandLine commandLine;
try
{
    commandLine = CommandLine.Parse(args);
}
catch (CommandLineException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{CommandLine.Usage}");
    return UsageError;
}

if (commandLine.IsHelpWanted)
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

var terminal = Terminal.Console;
using var loggerFactory = LoggerFactory.Create(logging => logging
    .SetMinimumLevel(commandLine.IsVerbose ? LogLevel.Information : LogLevel.Warning)
    .AddProvider(new TerminalLoggerProvider(terminal, commandLine.IsVerbose)));

// The first signal stops in order; the handlers are gone then, and a second one kills.
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

var options = new LocalStackOptions
{
    DataDirectory = commandLine.DataDirectory,
    FunctionsPort = commandLine.FunctionsPort,
    BoardPort = commandLine.BoardPort,
    KustoPort = commandLine.KustoPort,
    EventHubsPort = commandLine.EventHubsPort,
    EventHubsAmqpPort = commandLine.EventHubsAmqpPort,
    EventHubsTlsPort = commandLine.EventHubsTlsPort,
    AzuritePort = commandLine.AzuritePort,
    Partitions = commandLine.Partitions,
    RequireKeys = commandLine.RequireKeys,
    AllowedOrigins = commandLine.AllowedOrigins,
    Settings = commandLine.Settings,
    FunctionsApp = commandLine.FunctionsApp,
    OtlpCollector = commandLine.OtlpCollector,
    DashboardPort = commandLine.DashboardPort,
    WaitForDebugger = commandLine.WaitForDebugger,
    LoggerFactory = loggerFactory,
};
try
{
    await using var stack = await LocalStackHost.StartAsync(options, stop.Token);
    Banner.Write(terminal, stack);
    if (commandLine.DemoFlights is { } flights)
    {
        using var demo = new FlightDemo(stack.DemoTarget(), terminal);
        var result = await demo.RunAsync(flights, stop.Token);
        await DemoReport.WriteAsync(terminal, stack.DemoTarget(), result, stop.Token);
        if (commandLine.ExitAfterDemo)
            return result.Lost == 0 ? 0 : Failure;
    }

    await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (Exception e) when (e is StackStartException or HttpRequestException or KustoRestException)
{
    terminal.EndProgress();
    terminal.WriteError(e.Message);
    return Failure;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    terminal.WriteError(signal.Cancel ? "Stopping …" : "Killed.");
    stop.Cancel();
}
