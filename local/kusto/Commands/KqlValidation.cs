using LocalKusto.Catalog;
using LocalKusto.Kql;
using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>Compiles KQL before it is stored, so that errors are reported on creation instead of on use.</summary>
internal static class KqlValidation
{
    /// <exception cref="KqlException">The body does not compile.</exception>
    public static void Check(KustoCatalog catalog, FunctionDefinition function, DateTime utcNow)
    {
        var arguments = StoredFunctionParameter.ReadAll(function.Parameters).Select(parameter => parameter.SampleArgument);
        var call = $"{EntityName.Quote(function.Name)}({string.Join(", ", arguments)})";
        try
        {
            KqlCompiler.Compile(call, catalog, WithoutRows(utcNow));
        }
        catch (KqlException asTable)
        {
            // The function can return a scalar instead of a table.
            try
            {
                KqlCompiler.Compile($"print {call}", catalog, WithoutRows(utcNow));
            }
            catch (KqlException)
            {
                throw new KqlException(asTable.Kind, asTable.Code, $"Function '{function.Name}': {asTable.Message}", asTable.Line,
                    asTable.Position);
            }
        }
    }

    /// <exception cref="KqlException">The query of the view does not compile.</exception>
    public static void Check(KustoCatalog catalog, MaterializedViewDefinition view, DateTime utcNow) =>
        Compile(catalog, view.Query, utcNow);

    /// <summary>Returns the query's columns, or an empty list if the query no longer compiles.</summary>
    public static IReadOnlyList<Column> OutputColumns(KustoCatalog catalog, string query, DateTime utcNow)
    {
        try
        {
            return Compile(catalog, query, utcNow).Queries is [.., var last] ? last.Columns : [];
        }
        catch (KqlException)
        {
            return [];
        }
    }

    /// <summary>Returns a context in which all tables are empty, for functions whose columns depend on the data.</summary>
    private static QueryContext WithoutRows(DateTime utcNow) => QueryContext.At(utcNow) with { Probe = _ => [] };

    private static CompiledScript Compile(KustoCatalog catalog, string text, DateTime utcNow) =>
        KqlCompiler.Compile(text, catalog, QueryContext.At(utcNow));
}
