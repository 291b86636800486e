using ApiBenchmark;
using LocalKusto.DuckDb;

return await BenchmarkOptions.CreateCommand().RunAsync(args, RunAsync);

static async Task<int> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
{
    try
    {
        var isGood = options.IsPaging
            ? await new PagingBenchmark(options).RunAsync(cancellationToken)
            : await new SpeedBenchmark(options).RunAsync(cancellationToken);
        return isGood ? 0 : 1;
    }
    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
    {
        await Console.Error.WriteLineAsync("Stopped.");
        return 130;
    }
    catch (Exception e) when (e is HttpRequestException or InvalidOperationException or IOException or DuckDbException)
    {
        await Console.Error.WriteLineAsync($"The benchmark could not be finished: {e.Message}");
        return 1;
    }
}
