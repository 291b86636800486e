using System.Text.Json;

namespace LocalStack;

/// <summary>The file of the data folder with the addresses of a running stack, for programs.</summary>
internal static class EndpointsFile
{
    /// <summary>Replaces the file atomically: a reader reads all of it or none. It has keys, so only its owner can read it.</summary>
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
