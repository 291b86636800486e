using CatchUp;

// Measures the memory of an instance that catches up with a backlog: the largest heap, and whether it survives a limit
// (DOTNET_GCHeapHardLimit=0x60000000 is 1.5 GiB, the memory of host and worker on an instance of 2 GB).
// usage: [DOTNET_GCHeapHardLimit=0x60000000] dotnet run -c Release --project bench/catchup [-- --partitions 8 --batch 500 --prefetch 500]
var options = CatchUpOptions.Parse(args);
var peak = 0L;
using var sampling = new Timer(_ => peak = Math.Max(peak, GC.GetGCMemoryInfo().HeapSizeBytes), null, 0, 20);

var processed = await Task.WhenAll(Enumerable.Range(0, options.Partitions).Select(_ => Task.Run(new PartitionPump(options).RunAsync)));

var heldAtLeast = options.MegabytesHeldAtLeast;
var megabytes = peak / 1_000_000;
Console.WriteLine(
    $"{options.Partitions} partitions, batch {options.Batch}, prefetch {options.Prefetch}, messages of {options.MessageBytes:#,0} bytes");
Console.WriteLine($"messages processed  {processed.Sum():#,0}");
Console.WriteLine($"queues and batches  {heldAtLeast:#,0} MB");
Console.WriteLine($"largest heap        {megabytes:#,0} MB, {(double)megabytes / heldAtLeast:0.0} times that");
