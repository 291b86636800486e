using System.Text.Json;

namespace LatamFunctions.Import;

/// <summary>The progress of an import. The first <see cref="Records"/> records are published or rejected.</summary>
internal sealed record ImportProgress(string Map, string Destination, long FileLength, DateTime FileTime, long Records, bool IsComplete)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Loads the progress of an earlier run of the same import, or returns an empty progress.</summary>
    /// <exception cref="ImportException">The earlier run had a different file, map or destination.</exception>
    public static ImportProgress Load(ImportOptions options, FlightMap map, string destination)
    {
        var file = options.File;
        var begun = new ImportProgress($"{map.Name} {map.Fingerprint}", destination, file.Length, file.LastWriteTimeUtc, 0, false);
        if (options.Restarts || !File.Exists(options.ProgressPath))
            return begun;

        var saved = JsonSerializer.Deserialize<ImportProgress>(File.ReadAllBytes(options.ProgressPath), Options)!;
        return begun with { Records = saved.Records, IsComplete = saved.IsComplete } == saved
            ? saved
            : throw new ImportException(
                $"{options.ProgressPath} is from an import with a different version of the file, a different map or a different hub. "
                + "Add --restart to start with the first record. Events that are published twice count once.");
    }

    /// <summary>Saves the progress atomically, so that a killed run leaves either the old or the new progress.</summary>
    public void Save(string path)
    {
        var next = path + ".tmp";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(this, Options));
        File.Move(next, path, overwrite: true);
    }
}
