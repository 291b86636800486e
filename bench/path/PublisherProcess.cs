using System.Diagnostics;
using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Verify;

namespace PathBenchmark;

/// <summary>
/// Publishes with the .NET SDK over AMQP in a separate process: concurrent batches of 100 events, each with a partition key. The process
/// writes its processor time at the end.
/// </summary>
internal static class PublisherProcess
{
    public const string Command = "publish";
    private const int BatchSize = 100;
    private const int Parallelism = 8;

    /// <summary>Publishes the events. This method runs in the publishing process.</summary>
    public static async Task RunAsync(string connectionString, string hub, int events)
    {
        var plan = RunPlan.Create(flights: 20_000, partitions: 4, badEvery: 0, DateTimeOffset.UtcNow);
        await using var producer = new EventHubProducerClient(connectionString, hub);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Parallelism).Select(_ => Task.Run(SendAsync)));
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(process.TotalProcessorTime.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));

        async Task SendAsync()
        {
            while (Interlocked.Increment(ref next) is var batch && batch < events / BatchSize)
            {
                var data = new List<EventData>(BatchSize);
                for (var number = (long)batch * BatchSize; data.Count < BatchSize; number++)
                    data.Add(new EventData(plan.EventOf(number)) { ContentType = "application/json" });
                var options = new SendEventOptions { PartitionKey = batch.ToString(CultureInfo.InvariantCulture) };
                await producer.SendAsync(data, options);
            }
        }
    }

    /// <summary>Starts the publishing process and waits until it ends.</summary>
    /// <returns>The processor time of the publishing process.</returns>
    public static async Task<TimeSpan> StartAsync(string connectionString, string hub, int events)
    {
        string[] arguments =
            [typeof(PublisherProcess).Assembly.Location, Command, connectionString, hub, events.ToString(CultureInfo.InvariantCulture)];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? TimeSpan.FromMilliseconds(double.Parse(output, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"The publisher ended with exit code {process.ExitCode}.");
    }
}
