using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql;

/// <summary>KQL in, DuckDB SQL out. The same text and context make the same SQL.</summary>
public static class KqlCompiler
{
    /// <exception cref="KqlException">The text is not KQL, or says what this engine cannot do.</exception>
    public static CompiledScript Compile(string text, IKqlCatalog catalog, QueryContext context) =>
        new Binder(text, catalog, context).Bind(SyntaxCache.Script(text));

    /// <summary>How the materialized part of a view is kept; null for a view that must be computed when it is read.</summary>
    /// <exception cref="KqlException">The view's query does not compile, e.g. for want of a column.</exception>
    internal static ViewMaintenance? Maintenance(MaterializedViewSymbol view, IKqlCatalog catalog) =>
        new Binder(view.Query, catalog, QueryContext.At(DateTime.UnixEpoch)).Maintenance(view);
}
