using LocalKusto.Catalog;
using LocalKusto.Kql.Types;

namespace LocalKusto.Commands;

/// <summary>A parameter of a stored function: a scalar of <paramref name="Type"/>, or a table with <paramref name="Columns"/>.</summary>
internal sealed record StoredFunctionParameter(string Name, KustoType Type, IReadOnlyList<Column>? Columns, string? DefaultValue)
{
    /// <summary>A KQL expression of the parameter's type, which is used as the argument when a call to the function is compiled.</summary>
    public string SampleArgument => Columns is null
        ? Type == KustoType.String ? "\"\"" : $"{Type.CslName()}(null)"
        : $"(datatable({string.Join(", ", Columns.Select(column => $"{EntityName.Quote(column.Name)}:{column.Type.CslName()}"))})[])";

    /// <summary>Reads a parameter list such as <c>(T:(a:long, *), n:long, s:string = 'x')</c>.</summary>
    public static List<StoredFunctionParameter> ReadAll(string parameters)
    {
        var reader = new CommandReader(parameters);
        var all = new List<StoredFunctionParameter>();
        reader.Expect("(");
        if (reader.Try(")"))
            return all;
        do
        {
            var name = reader.ReadName();
            reader.Expect(":");
            if (reader.Try("("))
            {
                all.Add(new StoredFunctionParameter(name, KustoType.Dynamic, ReadColumns(reader), null));
                continue;
            }
            var type = reader.ReadType();
            all.Add(new StoredFunctionParameter(name, type, null, reader.Try("=") ? reader.ReadUntil(',', ')') : null));
        }
        while (reader.Try(","));
        reader.Expect(")");
        return all;
    }

    // Reads the columns after the opening parenthesis. An asterisk matches any columns.
    private static List<Column> ReadColumns(CommandReader reader)
    {
        var columns = new List<Column>();
        do
        {
            if (reader.Try("*") || reader.Try(")"))
                continue;
            var name = reader.ReadName();
            reader.Expect(":");
            columns.Add(new Column(name, reader.ReadType()));
        }
        while (reader.Try(","));
        reader.Try(")");
        return columns;
    }
}
