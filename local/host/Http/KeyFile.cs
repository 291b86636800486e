using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalFunctions.Host.Http;

/// <summary>Reads and writes JSON files that contain keys and that only the owner can read. A checksum detects damaged keys.</summary>
public static class KeyFile
{
    private const string Checksum = "checksum";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <returns>The keys, or <c>null</c> if the file does not exist.</returns>
    /// <exception cref="InvalidDataException">The file does not contain keys of type <typeparamref name="T"/>, or is damaged.</exception>
    public static T? Read<T>(string path)
        where T : class
    {
        if (!File.Exists(path))
            return null;

        try
        {
            if (JsonNode.Parse(File.ReadAllBytes(path)) is not JsonObject keys)
                throw new JsonException("The file is not a JSON object.");

            // Files from earlier versions have no checksum. After a manual edit, the user can remove the checksum.
            if (keys[Checksum] is { } checksum && checksum.ToString() != ChecksumOf(keys))
                throw new JsonException($"The checksum does not match. Remove the property '{Checksum}' if the file was edited.");
            keys.Remove(Checksum);
            return keys.Deserialize<T>(Json) ?? throw new JsonException("The file contains no keys.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"{path} is not a key file: {e.Message} Delete the file to create new keys.", e);
        }
    }

    /// <summary>Replaces the file atomically. After a crash, the file has the old or the new content.</summary>
    public static void Write<T>(string path, T keys)
        where T : class
    {
        var json = JsonSerializer.SerializeToNode(keys, Json)!.AsObject();
        json[Checksum] = ChecksumOf(json);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var file = new FileStream(temporary, options))
            JsonSerializer.Serialize(file, json, Json);
        File.Move(temporary, path, overwrite: true);
    }

    private static string ChecksumOf(JsonObject keys)
    {
        var content = keys.DeepClone().AsObject();
        content.Remove(Checksum);
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content)));
    }
}
