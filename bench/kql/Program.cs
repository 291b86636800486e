using KqlBenchmark;

return await KqlBenchmarkOptions.CreateCommand().RunAsync(args, Benchmark.RunAsync);
