using System.Text;
using LocalEventHubs.Log;
using LocalEventHubs.Messages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalEventHubs.Tests;

/// <summary>The base class for tests of a partition's log. Each test uses a separate folder and strings as events.</summary>
internal abstract class LogTestBase
{
    private readonly List<PartitionLog> _open = [];
    private TempDirectory _temp = null!;

    protected string Folder => _temp.Path;

    protected ManualTime Time { get; private set; } = null!;

    [SetUp]
    public void CreateFolder()
    {
        _temp = new TempDirectory();
        Time = new ManualTime();
    }

    [TearDown]
    public void DeleteFolder()
    {
        _open.ForEach(log => log.Dispose());
        _open.Clear();
        _temp.Dispose();
    }

    protected PartitionLog Open(
        Disk? disk = null, string? folder = null, long segmentSize = 64 * 1024 * 1024, TimeSpan? retentionTime = null,
        long? retentionSize = null, ILogger? logger = null)
    {
        var options = new LogOptions(segmentSize, retentionTime ?? TimeSpan.MaxValue, retentionSize ?? long.MaxValue);
        var log = PartitionLog.Open(folder ?? Folder, options, Time, disk ?? Disk.Real, logger ?? NullLogger.Instance);
        _open.Add(log);
        return log;
    }

    protected static Task Append(PartitionLog log, params string[] texts)
    {
        var batch = new BatchBuilder(16);
        foreach (var text in texts)
            batch.Add(new EventToSend(Encoding.UTF8.GetBytes(text)));
        return log.AppendAsync(batch);
    }

    protected static string[] Texts(PartitionLog log, long from = 0, int max = int.MaxValue) =>
        [.. log.Read(from, max).Select(Text)];

    protected static string Text(StoredEvent @event) => Encoding.UTF8.GetString(@event.Body.Span);

    protected string[] SegmentFiles() => [.. Directory.GetFiles(Folder, "*.log").Order(StringComparer.Ordinal)];
}
