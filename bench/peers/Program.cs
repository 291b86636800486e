using LocalStack.Cli;
using LocalStack.Configuration;
using LocalStack.Kusto;
using PeerBenchmark;

return await PeerOptions.CreateCommand().RunAsync(args, RunAsync);

static async Task<int> RunAsync(PeerOptions options, CancellationToken cancellationToken)
{
    var missing = (await DebianPackages.FindAsync(cancellationToken)).Missing;
    if (missing.Count > 0)
    {
        Terminal.Console.WriteError($"The peer needs packages that are not installed: apt-get install {string.Join(' ', missing)}");
        return 1;
    }

    var folder = Directory.CreateTempSubdirectory("peers-");
    try
    {
        var result = await new Comparison(options, folder.FullName, Terminal.Console.Progress).RunAsync(cancellationToken);
        Terminal.Console.EndProgress();
        var report = PeerReport.Markdown(result);
        var output = options.Out ?? (options.IsQuick ? folder.FullName : Path.Combine(BuildPaths.RepositoryRoot, "docs"));
        var path = Path.Combine(output, "peers.md");
        await File.WriteAllTextAsync(path, report, cancellationToken);
        Terminal.Console.WriteLine(report);
        Terminal.Console.WriteLine($"The report is in {path}.");
        if (output != folder.FullName)
            folder.Delete(recursive: true);
        return result.Kills.All(kill => kill is { Lost: 0, Twice: 0 }) ? 0 : 1;
    }
    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
    {
        Terminal.Console.WriteError($"Stopped. Data and logs are in {folder.FullName}.");
        return 130;
    }
    catch (Exception e) when (
        e is HttpRequestException or InvalidOperationException or IOException or KustoRestException or OperationCanceledException
            or TimeoutException)
    {
        Terminal.Console.WriteError($"The run could not be finished: {e.Message} Data and logs are in {folder.FullName}.");
        return 1;
    }
    finally
    {
        Terminal.Console.EndProgress();
    }
}
