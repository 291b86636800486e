using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Rewriting;
using LocalKusto.Kql.Schema;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Views;

namespace LocalKusto.Kql;

/// <summary>Compiles a materialized view, to find out whether its rows can be kept up to date.</summary>
internal static class ViewCompiler
{
    /// <summary>Null for a view that cannot be kept: it is computed when it is read.</summary>
    /// <exception cref="KqlException">The view's source has been deleted.</exception>
    public static IncrementalView? Compile(MaterializedViewSymbol view, IKqlCatalog catalog)
    {
        if (SyntaxCache.Script(view.Query) is not [QueryStatement statement])
            return null;
        var context = new BindingContext(view.Query, catalog, QueryContext.At(DateTime.UnixEpoch), CancellationToken.None);
        var plan = new TabularBinder(context, LexicalScope.Database).BindPipeline(statement.Pipeline).Plan;
        return context.Parameters.Count > 0 ? null : IncrementalView.From(ColumnPruning.Apply(plan));
    }
}
