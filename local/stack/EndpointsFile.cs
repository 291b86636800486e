using System.Text.Json;

namespace LocalStack;

/// <summary>The file of the data folder that tells programs where a running stack listens.</summary>
internal static class EndpointsFile
{
    /// <summary>Replaces the file as a whole: a reader sees all of it or none.</summary>
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
        var temporary = path + ".new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(endpoints, JsonSerializerOptions.Web));
        File.Move(temporary, path, overwrite: true);
    }
}
