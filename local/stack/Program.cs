using System.Runtime.InteropServices;
using Azure.Messaging.EventHubs;
using LocalStack;
using LocalStack.Cli;
using LocalStack.Configuration;
using LocalStack.Demo;
using LocalStack.Kusto;
using Microsoft.Extensions.Logging;

return await StackCommand.CreateCommand().RunAsync(args, RunAsync);

static async Task<int> RunAsync(StackCommand command)
{
    const int failure = 1;
    var terminal = Terminal.Console;
    using var loggerFactory = LoggerFactory.Create(logging => logging
        .SetMinimumLevel(command.IsVerbose ? LogLevel.Information : LogLevel.Warning)
        .AddProvider(new TerminalLoggerProvider(terminal, command.IsVerbose)));

    // The first signal stops the stack gracefully and removes the handlers, so that a second signal kills the process.
    using var stop = new CancellationTokenSource();
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

    var options = command.Stack with { LoggerFactory = loggerFactory };
    try
    {
        await using var stack = await LocalStackHost.StartAsync(options, stop.Token);
        Banner.Write(terminal, stack);
        if (command.DemoFlights is { } flights)
        {
            await using var demo = new FlightDemo(stack.DemoTarget(), terminal);
            var result = await demo.RunAsync(flights, stop.Token);
            await DemoReport.WriteAsync(terminal, stack.DemoTarget(), result, stop.Token);
            if (command.ExitsAfterDemo)
                return result.Lost == 0 ? 0 : failure;
        }

        await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        return 0;
    }
    catch (Exception e) when (e is StackStartException or EventHubsException or HttpRequestException or KustoRestException)
    {
        terminal.WriteError(e.Message);
        return failure;
    }
    finally
    {
        terminal.EndProgress();
    }

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = !stop.IsCancellationRequested;
        if (!signal.Cancel)
            terminal.EndProgress(); // The progress bar hides the cursor.
        terminal.WriteError(signal.Cancel ? "Stopping …" : "Killed.");
        stop.Cancel();
    }
}
