using System.Text.Json;
using LocalFunctions.Host.Errors;

namespace LocalFunctions.Host.Workers;

/// <summary>The start command of a worker from <c>worker.config.json</c>, which the app's build writes next to its assemblies.</summary>
/// <param name="Executable">The program: <c>dotnet</c> or the app's executable.</param>
/// <param name="Arguments">The first arguments, which specify the app's assembly.</param>
internal sealed record WorkerConfig(string Executable, IReadOnlyList<string> Arguments)
{
    private const string FileName = "worker.config.json";
    private const string Language = "dotnet-isolated";

    /// <exception cref="FunctionsHostException">The folder does not contain a .NET isolated-worker app.</exception>
    public static WorkerConfig Load(string appFolder)
    {
        var path = Path.Combine(appFolder, FileName);
        if (!File.Exists(path))
        {
            throw new FunctionsHostException(
                $"{path} does not exist. Specify the 'dotnet build' or 'dotnet publish' output folder of an isolated-worker app.");
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var description = json.RootElement.GetProperty("description");
            var language = description.GetProperty("language").GetString();
            if (language != Language)
                throw new FunctionsHostException($"{path}: the language is '{language}'. This host runs '{Language}' only.");

            var executable = Expand(description.GetProperty("defaultExecutablePath").GetString()!);
            var worker = description.TryGetProperty("defaultWorkerPath", out var value) ? value.GetString() : null;
            return new WorkerConfig(executable, string.IsNullOrEmpty(worker) ? [] : [Path.Combine(appFolder, Expand(worker))]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FunctionsHostException($"{path} is not a worker configuration: {e.Message}", e);
        }

        string Expand(string text) => text.Replace("{WorkerRoot}", appFolder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }
}
