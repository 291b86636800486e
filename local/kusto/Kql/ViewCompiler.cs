using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Rewriting;
using LocalKusto.Kql.Schema;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Views;

namespace LocalKusto.Kql;

/// <summary>Compiles materialized views for incremental maintenance.</summary>
internal static class ViewCompiler
{
    /// <summary>
    /// Compiles a view. Returns <c>null</c> if the view cannot be maintained incrementally and is therefore computed when it is queried.
    /// </summary>
    /// <exception cref="KqlException">The view does not compile, for example because its source has been deleted.</exception>
    public static IncrementalView? Compile(MaterializedViewSymbol view, IKqlCatalog catalog)
    {
        if (SyntaxCache.Script(view.Query) is not [QueryStatement statement])
            return null;
        var context = new BindingContext(view.Query, catalog, QueryContext.At(DateTime.UnixEpoch), CancellationToken.None);
        var plan = new TabularBinder(context, LexicalScope.Database).BindPipeline(statement.Pipeline).Plan;
        return context.Parameters.Count > 0 ? null : IncrementalView.From(ColumnPruning.Apply(plan));
    }
}
