using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Syntax;

/// <summary>A statement of a query.</summary>
internal abstract record Statement(int At) : Node(At);

internal sealed record SetStatement(string Name, string Value, int At) : Statement(At);

internal sealed record ParametersStatement(IReadOnlyList<Parameter> Parameters, int At) : Statement(At);

internal sealed record LetStatement(string Name, Expression Value, int At) : Statement(At);

internal sealed record LetFunctionStatement(string Name, FunctionDeclaration Function, int At) : Statement(At);

internal sealed record QueryStatement(Pipeline Pipeline, int At) : Statement(At);

/// <summary>A parameter: a scalar of type <paramref name="Type"/>, or a table if <paramref name="Type"/> is <c>null</c>.</summary>
internal sealed record Parameter(string Name, KustoType? Type, Expression? Default, int At) : Node(At)
{
    /// <summary>The columns that a table must have.</summary>
    public IReadOnlyList<Column> Columns { get; init; } = [];

    /// <summary>Whether the table can have additional columns, which are also visible to the function.</summary>
    public bool IsOpen { get; init; }
}

/// <summary>The parameters and the body of a function, from a <c>let</c> statement or from the database.</summary>
internal sealed record FunctionDeclaration(IReadOnlyList<Parameter> Parameters, IReadOnlyList<Statement> Body)
{
    /// <summary>Whether <c>union</c> and <c>search</c> treat the function as a table (<c>view</c>).</summary>
    public bool IsView { get; init; }
}
