using System.Diagnostics;
using System.Globalization;
using BrokerBenchmark;

return await BrokerBenchmarkCommand.Create().RunAsync(args, RunAsync);

static async Task<int> RunAsync(int events)
{
    const int batchSize = 100;
    const int parallelism = 16;
    const int rounds = 3;
    ReadOnlyMemory<byte> body = new byte[300];
    IReadOnlyList<ReadOnlyMemory<byte>> batch = [.. Enumerable.Repeat(body, batchSize)];

    await using var eventHub = await EventHubsCandidate.StartAsync();
    await using var rabbit = RabbitMqServer.IsInstalled ? await RabbitMqCandidate.StartAsync() : null;
    if (rabbit is null)
        Console.WriteLine("RabbitMQ is not installed (apt-get install rabbitmq-server): only the local event hub is measured.");

    Console.WriteLine($"{events:N0} events of {body.Length} bytes per round, batches of {batchSize}, {parallelism} in flight\n");
    Console.WriteLine($"{"",-20}{"events/s",12}{"server",12}{"client",12}   processor time per event");
    foreach (var candidate in new IBrokerCandidate?[] { eventHub, rabbit }.OfType<IBrokerCandidate>())
        await PublishAsync(candidate);
    for (var round = 0; round < rounds; round++)
    {
        foreach (var candidate in new IBrokerCandidate?[] { eventHub, rabbit }.OfType<IBrokerCandidate>())
        {
            using var client = Process.GetCurrentProcess();
            var (start, server, own) = (Stopwatch.GetTimestamp(), candidate.ServerTime, client.TotalProcessorTime);
            await PublishAsync(candidate);
            var elapsed = Stopwatch.GetElapsedTime(start);
            client.Refresh();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{candidate.Name,-20}{events / elapsed.TotalSeconds,12:N0}"
                + $"{PerEvent(candidate.ServerTime - server),12}{PerEvent(client.TotalProcessorTime - own),12}"));
        }
    }
    return 0;

    async Task PublishAsync(IBrokerCandidate candidate)
    {
        var left = events / batchSize;
        await Task.WhenAll(Enumerable.Range(0, parallelism).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                await candidate.PublishAsync(batch);
        })));
    }

    string PerEvent(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds / events:0.0} us");
}
