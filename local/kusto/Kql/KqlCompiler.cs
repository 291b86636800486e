namespace LocalKusto.Kql;

/// <summary>KQL in, DuckDB SQL out: lexer, parser, binder and SQL writer in a row. Pure: no I/O, no state.</summary>
public static class KqlCompiler
{
    /// <exception cref="KqlException">The text is not KQL, or says what this engine cannot do.</exception>
    public static CompiledScript Compile(string text, IKqlCatalog catalog, QueryContext context) =>
        throw new NotImplementedException();
}
