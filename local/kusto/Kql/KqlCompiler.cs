using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql;

/// <summary>KQL in, DuckDB SQL out. Pure: no I/O, no state.</summary>
public static class KqlCompiler
{
    /// <exception cref="KqlException">The text is not KQL, or says what this engine cannot do.</exception>
    public static CompiledScript Compile(string text, IKqlCatalog catalog, QueryContext context) =>
        new Binder(text, catalog, context).Bind(Parser.ParseScript(text));
}
