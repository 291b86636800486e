using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Schema;
using LocalKusto.Kql.Types;
using LocalKusto.Kql.Views;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// The inputs of a compilation other than text and schema: the materialized parts of views, and the parameter values that the compiler has
/// read.
/// </summary>
/// <param name="parameters">The values of the parameters.</param>
/// <param name="names">The name of the query parameter for each value, or <c>null</c> for the time of the request.</param>
/// <param name="absent">The declared parameters for which the request had no value.</param>
/// <param name="reads">The object that records which properties of the values the compiler has read.</param>
/// <param name="parts">The views that the compiler has read, with their materialized parts.</param>
internal sealed class CompilationInputs(
    IReadOnlyList<SqlParameter> parameters,
    IReadOnlyList<string?> names,
    IReadOnlyList<string> absent,
    ParameterReads reads,
    IReadOnlyDictionary<string, MaterializedPart?> parts)
{
    /// <summary>
    /// Returns the parameter values to use with the cached SQL, or <c>null</c> if a compilation for this query could produce different SQL.
    /// </summary>
    public IReadOnlyList<SqlParameter>? Match(IKqlCatalog catalog, QueryContext query)
    {
        foreach (var (view, part) in parts)
        {
            var other = catalog.FindMaterializedView(view)?.Part;
            if (part is null ? other is not null : !part.IsReadLike(other))
                return null;
        }

        return !absent.Any(query.Parameters.ContainsKey) && Values(query) is { } values && reads.AreSame(parameters, values)
            ? values : null;
    }

    private SqlParameter[]? Values(QueryContext query)
    {
        var values = new SqlParameter[parameters.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var type = parameters[i].Type;
            object? value = query.UtcNow;
            if (names[i] is { } name
                && !(query.Parameters.TryGetValue(name, out var json) && QueryParameters.TryRead(type, json, out value)))
                return null;
            values[i] = new SqlParameter(type, type == KustoType.String ? value ?? "" : value);
        }

        return values;
    }
}
