using System.Reflection;

namespace LocalStack.Configuration;

/// <summary>The paths of build outputs, which exist because the stack runs on the machine that built it.</summary>
internal static class BuildPaths
{
    public static string RepositoryRoot { get; } = Get(nameof(RepositoryRoot));

    public static string NodeModules { get; } = Get(nameof(NodeModules));

    /// <summary>The output folder of the project Functions.</summary>
    public static string FunctionsApp { get; } = Path.GetDirectoryName(Get(nameof(FunctionsApp)))!;

    public static string KustoSchema { get; } = Path.Combine(AppContext.BaseDirectory, "schema.kql");

    public static string ExampleFlights { get; } = Path.Combine(AppContext.BaseDirectory, "example-flights.jsonl");

    /// <summary>The folder with the tables from kusto/reference.</summary>
    public static string ReferenceData { get; } = Path.Combine(AppContext.BaseDirectory, "reference");

    /// <summary>The folder with sample queries.</summary>
    public static string KustoSamples { get; } = Path.Combine(AppContext.BaseDirectory, "samples");

    /// <summary>The Aspire dashboard's program, or <c>null</c> on any system other than x64 Linux.</summary>
    public static string? Dashboard { get; } = Get(nameof(Dashboard)) is { Length: > 0 } program ? program : null;

    public static string SampleFlights { get; } = Path.Combine(NodeModules, "vega-datasets", "data", "flights-3m.parquet");

    private static string Get(string key) =>
        typeof(BuildPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
