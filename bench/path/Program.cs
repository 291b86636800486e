using System.Globalization;
using LocalEventHubs;
using LocalEventHubs.Configuration;
using LocalStack.Configuration;
using PathBenchmark;

// The benchmark starts this program a second time as the publisher.
if (args is [PublisherProcess.Command, var connectionString, var hub, var events])
{
    await PublisherProcess.RunAsync(connectionString, hub, int.Parse(events, CultureInfo.InvariantCulture));
    return 0;
}

return await PathOptions.CreateCommand().RunAsync(args, RunAsync);

static async Task<int> RunAsync(PathOptions options)
{
    var folder = Directory.CreateTempSubdirectory("path-");
    try
    {
        var stages = new Stages(options, folder.FullName);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $".NET {Environment.Version}, {Environment.ProcessorCount} cores, {options.Events:N0} events per stage, "
            + $"{options.Partitions} partitions; processor time per event\n"));
        Console.WriteLine(StageResult.Header);
        IReadOnlyList<byte[]> rows;
        await using (var broker = await EventHubBroker.StartAsync(new EventHubBrokerOptions
        {
            DataDirectory = Path.Combine(folder.FullName, "hub"),
            Hubs = [new EventHubDefinition(ResourceNames.EventHub, options.Partitions, [ResourceNames.ConsumerGroup])],
        }))
        {
            Console.WriteLine(await stages.PublishAsync(broker));
            Console.WriteLine(await Stages.ReadAsync(broker));
            foreach (var decoded in await Stages.DecodeAsync(broker))
                Console.WriteLine(decoded);
            (var worked, rows) = await stages.WorkAsync(broker);
            Console.WriteLine(worked);
        }

        Console.WriteLine(await stages.StoreAsync(rows));
        Console.WriteLine(await stages.EndToEndAsync());
        return 0;
    }
    finally
    {
        folder.Delete(recursive: true);
    }
}
