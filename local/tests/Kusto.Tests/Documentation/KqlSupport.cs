using System.Text;
using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Tests.Documentation;

/// <summary>Generates docs/kql-support.md from the tables of operators and functions.</summary>
internal static class KqlSupport
{
    public static string Markdown()
    {
        var text = new StringBuilder();
        text.Append("""
            # KQL support in the local engine

            This page is generated from the engine's tables of operators and functions, and a test compares it with the tables. The
            conformance tables in local/tests/Kusto.Tests/Conformance specify the behavior, nulls and types of each entry. Kusto names that
            are not listed here are rejected with an error that contains the name.

            `text` is a string or a dynamic value. `any`, `number`, `integer`, `orderable` and `series` each represent several types.
            `const` marks an argument that must be a constant, and `...` marks an argument that can be repeated. A result with `?` can be
            null even if no argument is null. A result with `!` is never null.

            A string has at most 16,777,216 characters. `extract_all`, `replace` and `replace_regex` reject a string if the longest possible
            result exceeds this limit. An example is a replacement of 20 characters in a string of a megabyte, even if it has few matches.

            ## Sources


            """);
        Forms(text, TabularOperators.Sources);
        text.Append("\n## Tabular operators\n\n");
        Forms(text, TabularOperators.All);
        Signatures(text, "Scalar functions",
            FunctionTable.Scalars.Where(function => char.IsLetter(function.Name[0]) && !FunctionTable.IsOperator(function.Name))
                .Select(function => (function.Name, function.Signature.Text)));
        text.Append("\nFunctions that depend on the query or the row: ").Append(List(SpecialForms.Names)).Append(".\n");
        text.Append("\nString and membership operators: ")
            .Append(List(FunctionTable.Scalars.SelectMany(function => function.Signature.Names)
                .Where(name => char.IsLetter(name[0]) && FunctionTable.IsOperator(name)))).Append(".\n");
        text.Append("\nFunctions that return several columns, which `project`, `extend` and `print` can name in parentheses: ")
            .Append(List(TupleFunction.All.Select(function => function.Name))).Append(".\n");
        Signatures(text, "Aggregation functions",
            AggregateFunctions.All.Select(function =>
                (function.Name, function.Signature.Text + (function.ConditionalName is { } conditional ? $", {conditional}" : ""))));
        text.Append("\nIn addition: ")
            .Append(List(["arg_max", "arg_min", "percentile", "percentiles", "percentiles_array", "percentilesw", "percentilesw_array",
                "percentilew", "take_any", "take_anyif"])).Append(".\n");
        Signatures(text, "Functions that require serialized rows", WindowFunctions.All.Where(function => char.IsLetter(function.Name[0]))
            .Select(function => (function.Name, function.Signature.Text)));
        text.Append("\n## Plugins\n\n").Append(List(["bag_unpack", "narrow", "pivot"])).Append(".\n");
        text.Append("\n## Management commands\n\n").Append(
            "[The README of the engine](../local/kusto/README.md#management-commands) describes them, including soft delete\n"
            + "(`.delete table T records <| T | where …`).\n");
        text.Append("\n## Unsupported names\n\n");
        foreach (var (kind, names) in UnsupportedNames.All)
            text.Append("- ").Append(kind).Append(": ").Append(List(names)).Append(".\n");
        return text.ToString();
    }

    private static void Forms(StringBuilder text, IEnumerable<(string Name, string Form)> forms)
    {
        text.Append("| name | syntax |\n|---|---|\n");
        foreach (var (name, form) in forms)
            text.Append("| ").Append(name).Append(" | `").Append(form.Replace("|", "\\|", StringComparison.Ordinal)).Append("` |\n");
    }

    private static void Signatures(StringBuilder text, string title, IEnumerable<(string Name, string Signature)> entries)
    {
        text.Append("\n## ").Append(title).Append("\n\n");
        foreach (var function in entries.GroupBy(entry => entry.Name, entry => entry.Signature)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
            text.Append("- ").AppendJoin("; ", function.Distinct().Select(signature => $"`{signature}`")).Append('\n');
    }

    private static string List(IEnumerable<string> names) =>
        string.Join(", ", names.Distinct().Order(StringComparer.Ordinal).Select(name => $"`{name}`"));
}
