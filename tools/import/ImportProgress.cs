using System.Text.Json;

namespace LatamFunctions.Import;

/// <summary>The progress of an import: the first <see cref="Records"/> records are published or rejected.</summary>
internal sealed record ImportProgress(string Map, string Destination, long FileLength, DateTime FileTime, long Records, bool IsComplete)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The progress of an earlier run of the same import, or none at all.</summary>
    /// <exception cref="ImportException">The earlier run was of another file, map or destination.</exception>
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
                $"{options.ProgressPath} belongs to an import of another version of the file, with another map or to another hub. "
                + "Add --restart to begin with the first record; events that are published twice count once.");
    }

    /// <summary>Replaces the saved progress atomically: a killed run leaves the former or the new one.</summary>
    public void Save(string path)
    {
        var next = path + ".tmp";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(this, Options));
        File.Move(next, path, overwrite: true);
    }
}
