using System.Text.Json.Nodes;
using Azure.Messaging.EventHubs;

namespace LatamFunctions.Import.Tests;

/// <summary>A base class for tests that import a copy of a sample into a list instead of a hub.</summary>
internal abstract class ImportTestBase
{
    private string _folder = "";

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("import").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    /// <summary>Creates a file in the test's folder, with a last write time of noon on 1 May 2024.</summary>
    protected FileInfo FileOf(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        File.SetLastWriteTimeUtc(path, new DateTime(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc));
        return new FileInfo(path);
    }

    protected FileInfo Sample(string name) => FileOf(name, File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Samples", name)));

    protected Task<(List<JsonObject> Events, List<JsonObject> Rejects)> ImportAsync(string sample, string map) =>
        ImportAsync(new ImportOptions { File = Sample(sample), Map = map });

    /// <summary>Runs an import.</summary>
    /// <param name="options">The file and the map.</param>
    /// <param name="sendAsync">Receives the messages of each round before they count as published.</param>
    protected static async Task<(List<JsonObject> Events, List<JsonObject> Rejects)> ImportAsync(
        ImportOptions options, Func<IReadOnlyList<EventData>, Task>? sendAsync = null)
    {
        var map = FlightMap.Load(options.Map);
        var progress = ImportProgress.Load(options, map, "test/flight-events");
        var events = new List<JsonObject>();
        using (var rejects = new RejectLog(options.RejectsPath, appends: progress.Records > 0))
        {
            await new Importer(options, map, TimeProvider.System)
                .RunAsync(progress, SendAsync, rejects, (_, _) => { }, CancellationToken.None);
        }

        return (events, File.Exists(options.RejectsPath) ? LinesOf(File.ReadAllText(options.RejectsPath)) : []);

        async Task SendAsync(IReadOnlyList<EventData> messages, CancellationToken cancellationToken)
        {
            if (sendAsync is not null)
                await sendAsync(messages);
            events.AddRange(messages.SelectMany(message => LinesOf(message.EventBody.ToString())));
        }
    }

    /// <summary>Formats JSON in the same way as <see cref="JsonNode.ToJsonString"/>.</summary>
    protected static string OneLine(string json) => JsonNode.Parse(json)!.ToJsonString();

    private static List<JsonObject> LinesOf(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
}
