using LocalFunctions.Host;
using LocalFunctions.Host.EventHubs;

// Runs the app in the folder of the first argument, with the other arguments as settings (name=value). Prints the worker's process id and
// runs until the process is killed.
var settings = args.Skip(1).Select(arg => arg.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]);
await using var host = await FunctionsHost.StartAsync(new FunctionsHostOptions
{
    AppFolder = args[0],
    Settings = settings,
    EventSource = new InMemoryEventSource(),
});
Console.WriteLine(await host.GetWorkerProcessIdAsync());
await Task.Delay(Timeout.Infinite);
