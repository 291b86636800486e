using System.Text.Json;

namespace LocalStack;

/// <summary>The file in the data folder from which other programs read the running stack's addresses.</summary>
internal static class EndpointsFile
{
    /// <summary>
    /// Replaces the file atomically, so that a reader never reads a partial file. The file contains keys, so only its owner can read it.
    /// </summary>
    public static void Write(string path, LocalStackHost stack)
    {
        var endpoints = new
        {
            Environment.ProcessId,
            Api = stack.ApiEndpoint,
            Board = stack.BoardEndpoint,
            Kusto = stack.KustoEndpoint,
            EventHubs = stack.EventHubsEndpoint,
            stack.EventHubsConnectionString,
            stack.EventHubsTlsConnectionString,
            stack.EventHubsCertificatePath,
            stack.StorageConnectionString,
            stack.KustoToken,
        };
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var file = new FileStream(temporary, options))
            JsonSerializer.Serialize(file, endpoints, JsonSerializerOptions.Web);
        File.Move(temporary, path, overwrite: true);
    }
}
