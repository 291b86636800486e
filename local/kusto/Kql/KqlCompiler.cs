using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Rewriting;
using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Schema;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Types;
using LocalKusto.Kql.Writing;

namespace LocalKusto.Kql;

/// <summary>
/// Compiles KQL to DuckDB SQL in four phases: parsing, binding, rewriting, and writing. The same text and context always produce the same
/// SQL.
/// </summary>
public static class KqlCompiler
{
    /// <exception cref="KqlException">The text is not valid KQL or requires an unsupported feature.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public static CompiledScript Compile(
        string text, IKqlCatalog catalog, QueryContext query, CancellationToken cancellationToken = default)
    {
        using var walks = PlanDepth.Begin(cancellationToken);
        var statements = SyntaxCache.Script(text);
        var context = new BindingContext(text, catalog, query, cancellationToken);
        var script = new ScriptBinder(context, LexicalScope.Database);
        var queries = new List<CompiledQuery>();
        foreach (var statement in statements)
        {
            try
            {
                if (statement is QueryStatement tabular)
                    queries.AddRange(ResultTables.From(tabular).Select(table => Compile(context, script.Scope, table, cancellationToken)));
                else
                    script.Bind(statement);
            }
            catch (QueryTooComplexException)
            {
                throw context.TooComplex(statement);
            }
        }

        if (queries.Count == 0)
            throw KqlErrors.Syntax(text, text.Length, "The text does not contain a tabular expression.");
        return new CompiledScript(queries, context.Options)
        {
            Inputs = context.DependsOnData ? null : context.Inputs,
            Views = context.Parts,
        };
    }

    /// <summary>The native functions that the SQL can call, which must be registered with the database.</summary>
    internal static IEnumerable<NativeFunction> NativeFunctions => FunctionTable.Natives;

    private static CompiledQuery Compile(
        BindingContext context, LexicalScope scope, QueryStatement statement, CancellationToken cancellationToken)
    {
        context.Visualization = null;
        var table = new TabularBinder(context, scope).BindPipeline(statement.Pipeline);
        var plan = PlanRules.Apply(table.Plan);
        var sql = PlanWriter.Write(plan, cancellationToken);
        if (SqlText.IsTooLong(sql, context.Parameters))
            throw new QueryTooComplexException();
        return new CompiledQuery(
            sql,
            [.. context.Parameters],
            [.. table.Plan.Columns.Select(column => new Column(column.Name, column.Type))],
            table.ResultName ?? "PrimaryResult",
            context.Visualization);
    }
}
