using LatamFunctions.Import;
using Spectre.Console;

return await ImportCommand.Create().RunAsync(args, RunAsync);

static async Task<int> RunAsync(ImportOptions options, CancellationToken cancellationToken)
{
    try
    {
        return await ImportAsync(options, cancellationToken);
    }
    catch (ImportException e)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"The file or a file next to it cannot be read or written: {e.Message}");
        return 1;
    }
    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
    {
        Console.Error.WriteLine("Interrupted. Run the same command again to resume.");
        return 1;
    }
    catch (Exception e)
    {
        Console.Error.WriteLine($"The import could not be completed: {e.Message} Run the same command again to resume.");
        Console.Error.WriteLine(options.IsVerbose ? e.ToString() : "Add --verbose for the stack trace.");
        return 1;
    }
}

static async Task<int> ImportAsync(ImportOptions options, CancellationToken cancellationToken)
{
    var map = FlightMap.Load(options.Map);
    await using var hub = new HubConnection(options);
    var progress = ImportProgress.Load(options with { Restarts = options.Restarts || options.IsDryRun }, map, hub.Address);
    if (progress.IsComplete)
    {
        AnsiConsole.WriteLine($"All {progress.Records:N0} records are already published. Add --restart to publish them again.");
        return 0;
    }

    if (progress.Records > 0)
        AnsiConsole.WriteLine($"Resuming after record {progress.Records:N0}.");

    using var rejects = new RejectLog(options.RejectsPath, appends: progress.Records > 0);
    var published = 0L;
    await AnsiConsole.Progress()
        .Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn(),
            new PercentageColumn(),
            new RemainingTimeColumn())
        .StartAsync(async context =>
        {
            var total = RecordSource.Count(options.File, options.Encoding);
            var task = context.AddTask("Reading", maxValue: Math.Max(total ?? 1, 1));
            task.IsIndeterminate = total is null;
            published = await new Importer(options, map, TimeProvider.System).RunAsync(
                progress,
                hub.SendAsync,
                rejects,
                (records, events) =>
                {
                    var outcome = options.IsDryRun ? "valid" : "published";
                    task.Description = $"{records:N0} records, {events:N0} {outcome}, {rejects.Count:N0} rejected";
                    if (total is not null)
                        task.Value = records;
                },
                cancellationToken);
            task.IsIndeterminate = false;
            task.Value = task.MaxValue;
        });

    return Summary.Write(options, hub.Address, published, rejects);
}
