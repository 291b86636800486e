using LocalFunctions.Host;
using LocalFunctions.Host.EventHubs;

// Runs the app in the folder that the first argument specifies. The other arguments are app settings (name=value). The program prints the
// worker's process id and runs until it is killed.
var settings = args.Skip(1).Select(arg => arg.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]);
await using var host = await FunctionsHost.StartAsync(new FunctionsHostOptions
{
    AppFolder = args[0],
    Settings = settings,
    EventSource = new InMemoryEventSource(),
});
Console.WriteLine(await host.GetWorkerProcessIdAsync());
await Task.Delay(Timeout.Infinite);
