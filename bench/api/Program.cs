using ApiBenchmark;
using LocalKusto.DuckDb;

BenchmarkOptions options;
try
{
    options = BenchmarkOptions.Parse(args);
}
catch (ArgumentException e)
{
    await Console.Error.WriteLineAsync($"{e.Message}\n\n{BenchmarkOptions.Usage}");
    return 2;
}

if (options.IsHelpWanted)
{
    Console.WriteLine(BenchmarkOptions.Usage);
    return 0;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

try
{
    var isGood = options.IsPaging
        ? await new PagingBenchmark(options).RunAsync(stop.Token)
        : await new SpeedBenchmark(options).RunAsync(stop.Token);
    return isGood ? 0 : 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return 130;
}
catch (Exception e) when (e is HttpRequestException or InvalidOperationException or IOException or DuckDbException)
{
    await Console.Error.WriteLineAsync($"The benchmark could not be finished: {e.Message}");
    return 1;
}
