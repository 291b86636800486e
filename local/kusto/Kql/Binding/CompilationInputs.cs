using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Schema;
using LocalKusto.Kql.Types;
using LocalKusto.Kql.Views;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// The inputs of a compilation in addition to text and schema: the materialized portions of views, and the values read of its parameters.
/// </summary>
/// <param name="parameters">The values of the parameters.</param>
/// <param name="names">The query parameter of each of them; null for the time of the request.</param>
/// <param name="absent">The declared parameters that had no value.</param>
/// <param name="reads">The reads of the values.</param>
/// <param name="parts">The views that were read.</param>
internal sealed class CompilationInputs(
    IReadOnlyList<SqlParameter> parameters,
    IReadOnlyList<string?> names,
    IReadOnlyList<string> absent,
    ParameterReads reads,
    IReadOnlyDictionary<string, MaterializedPart?> parts)
{
    /// <summary>The values for the statement, if other inputs are compiled to the same SQL; null if they may not be.</summary>
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
                && !(query.Parameters.TryGetValue(name, out var given) && QueryParameters.TryRead(type, given, out value)))
                return null;
            values[i] = new SqlParameter(type, type == KustoType.String ? value ?? "" : value);
        }

        return values;
    }
}
