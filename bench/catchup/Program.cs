using CatchUp;

return await CatchUpOptions.CreateCommand().RunAsync(args, RunAsync);

static async Task<int> RunAsync(CatchUpOptions options)
{
    var peak = 0L;
    using var sampling = new Timer(_ => peak = Math.Max(peak, GC.GetGCMemoryInfo().HeapSizeBytes), null, 0, 20);

    var processed = await Task.WhenAll(
        Enumerable.Range(0, options.Partitions).Select(_ => Task.Run(new PartitionPump(options).RunAsync)));

    var heldAtLeast = options.MegabytesHeldAtLeast;
    var megabytes = peak / 1_000_000;
    Console.WriteLine(
        $"{options.Partitions} partitions, batch {options.Batch}, prefetch {options.Prefetch}, "
        + $"messages of {options.MessageBytes:#,0} bytes");
    Console.WriteLine($"messages processed  {processed.Sum():#,0}");
    Console.WriteLine($"queues and batches  {heldAtLeast:#,0} MB");
    Console.WriteLine($"largest heap        {megabytes:#,0} MB, {(double)megabytes / heldAtLeast:0.0} times the queues and batches");
    return 0;
}
