using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Types;
using LocalKusto.Kql.Views;

namespace LocalKusto.Kql;

/// <summary>A compiled request: a SELECT for each tabular statement, and the options from <c>set</c> statements.</summary>
public sealed record CompiledScript(IReadOnlyList<CompiledQuery> Queries, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>The materialized views that the script reads, with their materialized parts.</summary>
    public IReadOnlyDictionary<string, MaterializedPart?> Views { get; init; } = new Dictionary<string, MaterializedPart?>();

    /// <summary>The inputs of the compilation other than text and schema, or <c>null</c> if the compilation depended on rows.</summary>
    internal CompilationInputs? Inputs { get; init; }

    /// <summary>Returns the script with other parameter values.</summary>
    internal CompiledScript With(IReadOnlyList<SqlParameter> values) => this with
    {
        Queries = [.. Queries.Select(query => query with { Parameters = values })],
    };
}
