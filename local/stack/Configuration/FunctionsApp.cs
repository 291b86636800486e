using System.Text.Json;

namespace LocalStack.Configuration;

/// <summary>Reads information about the built app.</summary>
internal static class FunctionsApp
{
    /// <summary>The entries of the Event Hubs trigger metadata that the app reads (Functions/Ingestion/PartitionBindingData.cs).</summary>
    public static IReadOnlySet<string> TriggerMetadata { get; } = new HashSet<string> { "PartitionContext" };

    /// <summary>Returns the names of the functions with an HTTP trigger.</summary>
    /// <param name="folder">The app's output folder, with <c>functions.metadata</c>.</param>
    /// <exception cref="StackStartException">The folder does not contain an app.</exception>
    public static IReadOnlyList<string> HttpFunctions(string folder)
    {
        try
        {
            using var metadata = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "functions.metadata")));
            return
            [
                .. from function in metadata.RootElement.EnumerateArray()
                   where function.GetProperty("bindings").EnumerateArray().Any(IsHttpTrigger)
                   select function.GetProperty("name").GetString()!,
            ];
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new StackStartException($"The functions app cannot be read from {folder}: {e.Message} Build the project Functions.", e);
        }
    }

    private static bool IsHttpTrigger(JsonElement binding) =>
        string.Equals(binding.GetProperty("type").GetString(), "httpTrigger", StringComparison.OrdinalIgnoreCase);
}
