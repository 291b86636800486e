using System.Diagnostics;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using LocalStack.Cli;
using LocalStack.Demo;
using LocalStack.Kusto;
using Verify;

return await VerifyOptions.CreateCommand().RunAsync(args, RunAsync);

async Task<int> RunAsync(VerifyOptions options, CancellationToken cancellationToken)
{
    // The minimum number of PATCH requests for a meaningful run.
    const int leastPatches = 20;

    var folder = Directory.CreateTempSubdirectory("verify-");
    try
    {
        var exitCode = await VerifyAsync();
        if (exitCode == 0)
            folder.Delete(recursive: true);
        else if (options.IsLocal)
            Terminal.Console.WriteError($"The stack's data and log remain in {folder.FullName}.");
        return exitCode;
    }
    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
    {
        Terminal.Console.WriteError("Stopped. The verification is incomplete.");
        return 130;
    }
    catch (Exception e) when (
        e is EventHubsException or UnauthorizedAccessException or HttpRequestException or KustoRestException
            or ArgumentOutOfRangeException or InvalidOperationException or IOException or TimeoutException)
    {
        var where = options.IsLocal ? $" The stack's data and log are in {folder.FullName}." : "";
        Terminal.Console.WriteError($"The run could not be completed: {e.Message}{where}");
        return 1;
    }
    finally
    {
        Terminal.Console.EndProgress();
    }

    async Task<int> VerifyAsync()
    {
        var (stack, addresses) = options.IsLocal
            ? await KilledStack.StartAsync(folder.FullName, options.Seed, cancellationToken)
            : (null, options.Addresses ?? await RunningStackAsync(options, cancellationToken));
        await using var owned = stack;
        await using var target = new Target(addresses);
        var startedAt = DateTimeOffset.UtcNow;
        var plan = RunPlan.Create(options.Flights, options.Partitions, options.BadEvery, startedAt);
        var observed = new ObservedEvents(plan, options.MaxEvents);
        var publisher = new Publisher(target, observed, options.Rate, options.BatchSize);
        var probes = new LatencyProbes(target, plan, TimeSpan.FromMilliseconds(100));
        var patches = new Patches(target, plan, options.Patches);
        var kills = options.Kills > 0 ? $", kill -9 {options.Kills} times" : "";
        Terminal.Console.WriteLine($"Run {plan.Run}: {plan.Flights:N0} flights, {options.Rate:N0} events/s{kills}");

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var start = Stopwatch.GetTimestamp();
        var publishing = publisher.RunAsync(options.MaxEvents, stopping.Token, cancellationToken);
        var killing = stack?.KillAsync(options.Kills, (TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(6)), target, cancellationToken)
            ?? Task.CompletedTask;
        var probing = probes.RunAsync(stopping.Token, cancellationToken);
        var patching = patches.RunAsync(stopping.Token, cancellationToken);
        var load = options.Kills > 0 ? killing : publishing;
        while (await Task.WhenAny(load, publishing, probing, Task.Delay(200, cancellationToken)) is var first && !load.IsCompleted)
        {
            await first;
            ShowPublishing();
            if (publishing.IsCompleted)
                throw new InvalidOperationException("All events were sent before the last kill. Increase --events.");
        }

        await load;
        await CatchUpAsync();
        await stopping.CancelAsync();
        await publishing;
        var published = Stopwatch.GetElapsedTime(start);
        ShowPublishing();
        Terminal.Console.EndProgress();

        var settled = Stopwatch.GetTimestamp();
        await probing;
        await patching;
        var checker = new Checker(target, observed, patches);
        await checker.SettleAsync(
            publisher.Published, options.Settle, stored => Show("storing", stored, publisher.Published, settled), cancellationToken);
        await patches.CompleteAsync(leastPatches, options.Settle, cancellationToken);
        await checker.SettleAsync(
            publisher.Published, options.Settle, stored => Show("storing", stored, publisher.Published, settled), cancellationToken);
        Terminal.Console.EndProgress();
        var findings = await CheckAsync(checker);
        var outcome = new Outcome(
            findings, startedAt, published, Stopwatch.GetElapsedTime(settled), publisher.UncertainSends, patches.Accepted,
            stack?.KillsByTarget ?? [], LatencyStatistics.From(stack?.Restarts ?? []), LatencyStatistics.From(probes.Latencies));
        Console.WriteLine($"\n{Report.Create(outcome)}");
        if (options.Report is not null)
            await File.WriteAllTextAsync(options.Report, Report.Markdown(outcome, args), cancellationToken);
        return findings.IsGood ? 0 : 1;

        // A run with kills ends with a restart. Events that became due during the restart are part of the load.
        async Task CatchUpAsync()
        {
            while (!publishing.IsCompleted && !publisher.IsOnSchedule)
            {
                await Task.Delay(200, cancellationToken);
                ShowPublishing();
            }
        }

        void ShowPublishing()
        {
            if (options.Kills > 0)
                Show("killing", stack!.Kills, options.Kills, start, $"{publisher.Published:N0} events");
            else
                Show("publishing", publisher.Published, options.MaxEvents, start);
        }

        // The last events might still be in transit, so missing events count as lost only after a while.
        async Task<Findings> CheckAsync(Checker checker)
        {
            var deadline = DateTimeOffset.UtcNow + options.Settle;
            while (true)
            {
                var checking = Stopwatch.GetTimestamp();
                var found = await checker.CheckAsync(
                    publisher.End, probes.Sent, done => Show("checking", done, publisher.End, checking), cancellationToken);
                Terminal.Console.EndProgress();
                if (found.IsComplete || DateTimeOffset.UtcNow >= deadline)
                    return found;
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
        }
    }
}

static void Show(string activity, long done, long all, long start, string remark = "") =>
    Terminal.Console.Progress(new ProgressStep(activity, done, all, Stopwatch.GetElapsedTime(start), remark));

static async Task<Addresses> RunningStackAsync(VerifyOptions options, CancellationToken cancellationToken)
{
    var path = Path.Combine(options.StackFolder, "endpoints.json");
    if (!File.Exists(path))
        throw new InvalidOperationException(
            $"No stack is running in {options.StackFolder}. Start a stack, or use --local, or specify --hub, --api and --kusto.");
    using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(path, cancellationToken));
    return Addresses.FromStack(json.RootElement.Clone(), options.ApiKey);
}
