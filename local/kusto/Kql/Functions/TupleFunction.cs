using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Functions;

/// <summary>A function that returns several columns, which are the members of a bag that another function returns.</summary>
/// <param name="Name">The name of the function.</param>
/// <param name="Bag">The name of the function that accepts the same arguments and returns the bag.</param>
/// <param name="Columns">The members of the bag, with their column types.</param>
internal sealed record TupleFunction(string Name, string Bag, IReadOnlyList<(string Name, KustoType Type)> Columns)
{
    /// <summary>All tuple functions.</summary>
    public static readonly IReadOnlyList<TupleFunction> All =
    [
        new("series_stats", "series_stats_dynamic", [("min", KustoType.Real), ("min_idx", KustoType.Long), ("max", KustoType.Real),
            ("max_idx", KustoType.Long), ("avg", KustoType.Real), ("stdev", KustoType.Real), ("variance", KustoType.Real)]),
        new("series_fit_line", "series_fit_line_dynamic", [("rsquare", KustoType.Real), ("slope", KustoType.Real),
            ("variance", KustoType.Real), ("rvariance", KustoType.Real), ("interception", KustoType.Real),
            ("line_fit", KustoType.Dynamic)]),
    ];

    public static TupleFunction? Find(string name) => All.FirstOrDefault(function => function.Name == name);
}
