using static LatamFunctions.Tests.Architecture.FolderLayers;

namespace LatamFunctions.Tests.Architecture;

/// <summary>The layers of all projects.</summary>
internal static class ProjectLayers
{
    /// <summary>The layers of all projects. A project without an entry in the tables below must have its files in one folder.</summary>
    public static IReadOnlyList<FolderLayers> All { get; } =
    [
        .. Products, .. Tests,
        .. Solution.Folders.Except(Products.Concat(Tests).Select(layers => layers.Project))
            .Select(project => new FolderLayers(project, [Root])),
    ];

    /// <summary>The layers of the products, which docs/architecture.md and the README of each local project describe.</summary>
    private static IReadOnlyList<FolderLayers> Products =>
    [
        new("Functions",
            [Root],
            ["OpenApi"],
            ["Health", "Ingestion"],
            ["DeadLetters"],
            ["Analytics", "Publishing"],
            ["Flights"],
            ["Responses"],
            ["Http"],
            ["Telemetry"],
            ["Events", "Kusto"]),
        new("local/stack",
            ["Testing"],
            [Root],
            ["Board", "Demo"],
            ["EventHubs", "Fleet"],
            ["Cli", "Kusto", "Storage", "Telemetry"],
            ["Configuration"],
            ["Hosting"]),
        new("local/host",
            ["Testing"],
            [Root],
            ["EventHubs/Processor"],
            ["EventHubs", "Http"],
            ["Invocations"],
            ["Workers"],
            ["Metadata"],
            ["Protocol"],
            ["Amqp"],
            ["Errors"]),
        new("local/eventhubs",
            [Root],
            ["Amqp", "Rest"],
            ["Hubs"],
            ["Storage"],
            ["Log"],
            ["Configuration"],
            ["Security"],
            ["Messages"],
            ["Errors"]),
        new("local/kusto",
            [Root],
            ["Rest"],
            ["Commands"],
            ["Query"],
            ["Ingestion"],
            ["Storage"],
            ["Catalog"],
            ["Errors"],
            ["Kql"],
            ["DuckDb"],
            ["Configuration"]),
        new("local/kusto/Kql",
            [Root],
            ["Binding", "Binding/Operators"],
            ["Schema"],
            ["Views"],
            ["Rewriting", "Writing"],
            ["Functions"],
            ["Plan"],
            ["Syntax"],
            ["Runtime"],
            ["Errors", "Types"])
        {
            // The grammar is recursive: the operands of an operator are pipelines and scalars, and a scalar can be a pipeline. The
            // pipeline binder calls the operators' binders, which call the pipeline binder for their operands. An interface between the
            // folders would have only one implementation.
            Pairs = [("Binding", "Binding/Operators")],
        },
        new("bench/load",
            [Root],
            ["Report"],
            ["Capacity", "Drills"],
            ["Alerts", "Ramps"],
            ["Runs"],
            ["Results"],
            ["Traffic"]),
        new("local/standins/Microsoft.Azure.Kusto.Data",
            ["Common", "Net/Client"],
            [Root],
            ["Exceptions"])
        {
            // The namespaces of the official package use each other, and the stand-in declares the same public types.
            Pairs = [("Common", "Net/Client")],
        },
    ];

    private static IReadOnlyList<FolderLayers> Tests =>
    [
        new("Functions.Tests",
            [Root],
            ["Documentation", "Recipes"],
            ["DeadLetters", "Events", "Flights", "Health", "Http", "Ingestion", "Kusto", "OpenApi", "Publishing", "Responses", "Smoke",
                "Telemetry"],
            ["Architecture", "Kql"],
            ["Support"]),
        new("bench/tests",
            [Root],
            ["LoadBenchmarks", "PeerBenchmarks"]),
        new("local/tests/Abuse.Tests",
            [Root],
            ["Stack"],
            ["Support"]),
        new("local/tests/Host.Tests",
            [Root],
            ["Support"]),
        new("local/tests/Kusto.Tests",
            [Root],
            ["Commands", "Documentation", "DuckDb", "Generated", "Judge", "Kql", "Page", "Storage"],
            ["Conformance"],
            ["Support"]),
        new("local/tests/Stack.Tests",
            [Root],
            ["Board", "Cases", "Demo", "EventHubs", "HttpApi", "Smoke", "States", "Storage"],
            ["Telemetry"],
            ["Support"]),
        new("pipelines/tests",
            [Root],
            ["Fleet"],
            ["Alerts", "Chat", "Sizing"],
            ["Checks"],
            ["AzureCli", "Pipeline", "Rehearsal"],
            ["Scripts"],
            ["Bicep"],
            ["Support"]),
    ];
}
