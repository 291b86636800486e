using System.Text;
using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Syntax;

namespace LocalKusto.Tests.Documentation;

/// <summary>docs/kql-support.md, from the tables of operators and functions.</summary>
internal static class KqlSupport
{
    public static string Markdown()
    {
        var text = new StringBuilder();
        text.Append("""
            # KQL of the local engine

            This page is generated from the engine's tables of operators and functions; a test compares it with them. Behavior, nulls and
            types of each entry are in the conformance tables, local/tests/Kusto.Tests/Conformance. A Kusto name that is not listed
            here is rejected with an error that names it.

            `text` is a string or a dynamic value; `any`, `number`, `integer`, `orderable` and `series` stand for several types. `const`
            marks an argument that must be a constant, `...` an argument that may be repeated. A result with `?` may be null although no
            argument is null; a result with `!` is never null.

            A string has at most 16,777,216 characters. `extract_all`, `replace` and `replace_regex` reject a string whose result could be
            longer in the worst case, such as a replacement of 20 characters in a string of a megabyte, even if few places match.

            ## Sources


            """);
        Forms(text, TabularOperators.Sources);
        text.Append("\n## Tabular operators\n\n");
        Forms(text, TabularOperators.All);
        Signatures(text, "Scalar functions",
            FunctionTable.Scalars.Where(function => char.IsLetter(function.Name[0]) && !FunctionTable.IsOperator(function.Name))
                .Select(function => (function.Name, function.Signature.Text)));
        text.Append("\nForms that depend on the query or the row: ").Append(List(SpecialForms.Names)).Append(".\n");
        text.Append("\nString and membership operators: ")
            .Append(List(FunctionTable.Scalars.SelectMany(function => function.Signature.Names)
                .Where(name => char.IsLetter(name[0]) && FunctionTable.IsOperator(name)))).Append(".\n");
        text.Append("\nFunctions of several columns, which `project`, `extend` and `print` can name in parentheses: ")
            .Append(List(TupleFunction.All.Select(function => function.Name))).Append(".\n");
        Signatures(text, "Aggregation functions",
            AggregateFunctions.All.Select(function =>
                (function.Name, function.Signature.Text + (function.ConditionalName is { } conditional ? $", {conditional}" : ""))));
        text.Append("\nIn addition: ")
            .Append(List(["arg_max", "arg_min", "percentile", "percentiles", "percentiles_array", "percentilesw", "percentilesw_array",
                "percentilew", "take_any", "take_anyif"])).Append(".\n");
        Signatures(text, "Functions of serialized rows", WindowFunctions.All.Where(function => char.IsLetter(function.Name[0]))
            .Select(function => (function.Name, function.Signature.Text)));
        text.Append("\n## Plugins\n\n").Append(List(["bag_unpack", "narrow", "pivot"])).Append(".\n");
        text.Append("\n## Management commands\n\n").Append(
            "[The README of the engine](../local/kusto/README.md#management-commands) describes them, including soft delete\n"
            + "(`.delete table T records <| T | where …`).\n");
        text.Append("\n## Rejected by name\n\n");
        foreach (var (kind, names) in UnsupportedNames.All)
            text.Append("- ").Append(kind).Append(": ").Append(List(names)).Append(".\n");
        return text.ToString();
    }

    private static void Forms(StringBuilder text, IEnumerable<(string Name, string Form)> forms)
    {
        text.Append("| name | form |\n|---|---|\n");
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
