using LoadBenchmark;
using LoadBenchmark.Report;
using LocalStack.Cli;
using LocalStack.Configuration;
using LocalStack.Kusto;

return await LoadOptions.CreateCommand().RunAsync(args, RunAsync);

static async Task<int> RunAsync(LoadOptions options, CancellationToken cancellationToken)
{
    var folder = Directory.CreateTempSubdirectory("load-");
    var output = options.Out
        ?? (options.IsQuick ? Directory.CreateTempSubdirectory("load-report-").FullName : Path.Combine(BuildPaths.RepositoryRoot, "docs"));
    var results = Path.Combine(output, LoadReport.Folder, "results.json");
    try
    {
        Directory.CreateDirectory(Path.GetDirectoryName(results)!);
        var result = LoadResult.Read(results);
        if (!options.IsReport)
        {
            result = await new LoadRun(options, folder.FullName, Terminal.Console.Progress)
                .RunAsync(result, part => part.Write(results), cancellationToken);
            Terminal.Console.EndProgress();
        }

        if (result is null)
            throw new InvalidOperationException($"The file {results} does not exist. Run the measurement first.");
        LoadReport.Write(result, output);
        Console.WriteLine($"The report is in {Path.Combine(output, "load.md")}.");
        folder.Delete(recursive: true);
        return 0;
    }
    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
    {
        Terminal.Console.WriteError($"Stopped. The stack's data and log are in {folder.FullName}.");
        return 130;
    }
    catch (Exception e) when (
        e is HttpRequestException or InvalidOperationException or IOException or KustoRestException or TimeoutException
            or System.Text.Json.JsonException)
    {
        Terminal.Console.WriteError($"The run could not be finished: {e.Message} The stack's data and log are in {folder.FullName}.");
        return 1;
    }
    finally
    {
        Terminal.Console.EndProgress();
    }
}
