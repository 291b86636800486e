using System.Globalization;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Schema;
using LocalKusto.Kql.Syntax;
using LocalKusto.Kql.Views;

namespace LocalKusto.Kql.Binding;

/// <summary>
/// Binds a materialized view as a source. The source is the view's query, or the view's materialized part combined with any newer rows.
/// </summary>
internal static class ViewBinding
{
    public static TabularNode Bind(BindingContext context, Node at, MaterializedViewSymbol view) =>
        context.Once("view " + view.Name, () => new SharedTable(view.Name, Plan(context, at, view))).Read();

    private static TabularNode Plan(BindingContext context, Node at, MaterializedViewSymbol view)
    {
        context.AddView(view);
        if (view.Part is { View: { } incrementalView } part)
        {
            return new ScanNode(
                part.HasDelta ? new ViewMaintenance(incrementalView).CombinedSql(part) : part.Table,
                [.. incrementalView.Columns.Select(column => column.Renew())],
                [.. incrementalView.Columns.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"c{i}"))]);
        }

        return context.Expanding(at, view.Name, () =>
        {
            var script = new ScriptBinder(context, LexicalScope.Database);
            foreach (var statement in SyntaxCache.Script(view.Query))
            {
                if (statement is QueryStatement query)
                    return new TabularBinder(context, script.Scope).BindPipeline(query.Pipeline).Plan;
                script.Bind(statement);
            }

            throw context.Semantic(at, "SEM0100", $"The view '{view.Name}' returns nothing.");
        });
    }
}
