using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Syntax;

/// <summary>A node of the syntax tree; <paramref name="At"/> is where it starts in the text.</summary>
internal abstract record Node(int At);

internal abstract record Expression(int At) : Node(At);

internal sealed record LiteralExpression(KustoType Type, object? Value, int At) : Expression(At);

internal sealed record NameExpression(string Name, int At) : Expression(At);

internal sealed record StarExpression(int At) : Expression(At);

internal sealed record MemberExpression(Expression Target, string Name, int At) : Expression(At);

internal sealed record IndexExpression(Expression Target, Expression Index, int At) : Expression(At);

internal sealed record CallExpression(string Name, IReadOnlyList<Argument> Arguments, int At) : Expression(At);

internal sealed record UnaryExpression(string Operator, Expression Operand, int At) : Expression(At);

internal sealed record BinaryExpression(string Operator, Expression Left, Expression Right, int At) : Expression(At);

internal sealed record BetweenExpression(Expression Value, Expression Low, Expression High, bool IsNegated, int At) : Expression(At);

internal sealed record InExpression(Expression Value, string Operator, IReadOnlyList<Expression> Items, int At) : Expression(At);

/// <summary>A tabular expression in the position of a scalar or an argument.</summary>
internal sealed record PipelineExpression(Pipeline Pipeline, int At) : Expression(At);

internal sealed record DataTableExpression(IReadOnlyList<Column> Columns, IReadOnlyList<Expression> Values, int At) : Expression(At);

internal sealed record RangeExpression(string Name, Expression From, Expression To, Expression Step, int At) : Expression(At);

internal sealed record PrintExpression(IReadOnlyList<NamedExpression> Columns, int At) : Expression(At);

internal sealed record UnionExpression(UnionOperator Operator, int At) : Expression(At);

internal sealed record SearchExpression(SearchOperator Operator, int At) : Expression(At);

/// <param name="SourceColumn">The column of the table's name.</param>
/// <param name="Tables">The tables; none for all.</param>
/// <param name="Predicate">The condition, in which a text alone is a term.</param>
/// <param name="Columns">The columns of the result and their types; none for those that the predicate and the tables decide.</param>
/// <param name="At">The position of its first character.</param>
internal sealed record FindExpression(
    string SourceColumn, IReadOnlyList<Pipeline> Tables, Expression Predicate, IReadOnlyList<(string Name, KustoType? Type)> Columns,
        int At) : Expression(At);

/// <summary>An argument of a call, maybe named.</summary>
internal sealed record Argument(string? Name, Expression Value);

/// <summary><c>name = expression</c>, or an expression whose name the binder generates.</summary>
internal sealed record NamedExpression(string? Name, Expression Value, string? Order = null)
{
    /// <summary>The names of <c>(name, …) = expression</c>, or null.</summary>
    public IReadOnlyList<string>? Names { get; init; }
}

internal sealed record Pipeline(Expression Source, IReadOnlyList<Operator> Operators, int At) : Node(At);

internal abstract record Operator(int At) : Node(At);

internal sealed record WhereOperator(Expression Predicate, int At) : Operator(At);

internal sealed record ProjectOperator(string Kind, IReadOnlyList<NamedExpression> Columns, int At) : Operator(At);

/// <param name="Names">Names, patterns of names, and arrays of both.</param>
/// <param name="At">The position of its first character.</param>
internal sealed record ProjectByNamesOperator(IReadOnlyList<Expression> Names, int At) : Operator(At);

internal sealed record SummarizeOperator(IReadOnlyList<NamedExpression> Aggregates, IReadOnlyList<NamedExpression> Keys, int At)
    : Operator(At);

internal sealed record SortOperator(IReadOnlyList<SortKey> Keys, Expression? Count, int At) : Operator(At);

internal sealed record SortKey(Expression Value, bool IsAscending, bool? NullsFirst);

internal sealed record TakeOperator(Expression Count, int At) : Operator(At);

internal sealed record DistinctOperator(IReadOnlyList<NamedExpression> Columns, int At) : Operator(At);

internal sealed record CountOperator(int At) : Operator(At);

internal sealed record JoinOperator(bool IsLookup, string Kind, Pipeline Right, IReadOnlyList<Expression> Conditions, int At)
    : Operator(At);

internal sealed record UnionOperator(string Kind, string? SourceColumn, bool IsFuzzy, IReadOnlyList<Pipeline> Others, int At)
    : Operator(At);

internal sealed record AsOperator(string Name, int At) : Operator(At);

internal sealed record GetSchemaOperator(int At) : Operator(At);

internal sealed record SerializeOperator(IReadOnlyList<NamedExpression> Columns, int At) : Operator(At);

internal sealed record RenderOperator(string Kind, IReadOnlyDictionary<string, string> Properties, int At) : Operator(At);

/// <summary>Some rows, or (<paramref name="Of"/> given) some distinct values.</summary>
internal sealed record SampleOperator(Expression Count, Expression? Of, int At) : Operator(At);

internal sealed record TopHittersOperator(Expression Count, NamedExpression Of, Expression? By, int At) : Operator(At);

/// <param name="Elements">The values that are expanded side by side.</param>
/// <param name="Kind">bag or array.</param>
/// <param name="Index">The name of the column of the elements' numbers, or null.</param>
/// <param name="Limit">The elements of a row at most, or null.</param>
/// <param name="At">The position of its first character.</param>
internal sealed record MvExpandOperator(IReadOnlyList<ExpandedElement> Elements, string Kind, string? Index, Expression? Limit, int At)
    : Operator(At);

/// <param name="Expand">The values to expand.</param>
/// <param name="Steps">The operators that are applied to the elements of each row.</param>
/// <param name="At">The position of its first character.</param>
internal sealed record MvApplyOperator(MvExpandOperator Expand, IReadOnlyList<Operator> Steps, int At) : Operator(At);

/// <summary>A value that is expanded, and the type that its elements are converted to.</summary>
internal sealed record ExpandedElement(NamedExpression Value, KustoType? Type);

/// <param name="Source">The text to parse.</param>
/// <param name="Kind">simple, relaxed or regex.</param>
/// <param name="Flags">The flags of the regular expression.</param>
/// <param name="Parts">The pattern: strings, columns and asterisks.</param>
/// <param name="IsFilter">Whether rows that do not match are left out.</param>
/// <param name="At">The position of its first character.</param>
internal sealed record ParseOperator(Expression Source, string Kind, string Flags, IReadOnlyList<ParsePart> Parts, bool IsFilter, int At)
    : Operator(At);

/// <summary>A literal text, a column with its type, or (both null) any text.</summary>
internal sealed record ParsePart(string? Text, string? Column, KustoType Type);

internal sealed record ParseKeyValuesOperator(Expression Source, IReadOnlyList<Column> Columns,
    IReadOnlyDictionary<string, Expression> Options, int At) : Operator(At);

internal sealed record MakeSeriesOperator(
    IReadOnlyList<SeriesAggregate> Aggregates, NamedExpression Axis, Expression? From, Expression? To, Expression Step,
        IReadOnlyList<NamedExpression> Keys, bool IsNonEmpty, int At)
    : Operator(At);

internal sealed record SeriesAggregate(NamedExpression Value, Expression? Default);

internal sealed record PartitionOperator(Expression By, IReadOnlyList<Operator> Steps, int At) : Operator(At);

internal sealed record EvaluateOperator(CallExpression Plugin, OutputSchema? Schema, int At) : Operator(At);

/// <summary>The declared columns of a plugin's result, after those of its source if <paramref name="KeepsSource"/>.</summary>
internal sealed record OutputSchema(bool KeepsSource, IReadOnlyList<Column> Columns);

internal sealed record TopNestedOperator(IReadOnlyList<TopNestedLevel> Levels, int At) : Operator(At);

/// <param name="Count">The number of values that are kept for each value of the previous level; null for all.</param>
/// <param name="Of">The values that are grouped by.</param>
/// <param name="Others">The value of the row for all others, or null.</param>
/// <param name="Aggregate">The value by which they are compared.</param>
/// <param name="IsAscending">Whether the least are kept.</param>
internal sealed record TopNestedLevel(Expression? Count, NamedExpression Of, Expression? Others, NamedExpression Aggregate,
    bool IsAscending);

internal sealed record ForkOperator(IReadOnlyList<ForkBranch> Branches, int At) : Operator(At);

internal sealed record ForkBranch(string? Name, IReadOnlyList<Operator> Steps);

internal sealed record FacetOperator(IReadOnlyList<string> Columns, IReadOnlyList<Operator>? With, int At) : Operator(At);

internal sealed record InvokeOperator(CallExpression Call, int At) : Operator(At);

internal sealed record SearchOperator(Expression Predicate, IReadOnlyList<string> Tables, bool IsCaseSensitive, int At) : Operator(At)
{
    /// <summary>Whether it is applied to one of the tables of a search that begins a query.</summary>
    public bool IsBranch { get; init; }
}

internal abstract record Statement(int At) : Node(At);

internal sealed record SetStatement(string Name, string Value, int At) : Statement(At);

internal sealed record ParametersStatement(IReadOnlyList<Parameter> Parameters, int At) : Statement(At);

internal sealed record LetStatement(string Name, Expression Value, int At) : Statement(At);

internal sealed record LetFunctionStatement(string Name, FunctionDeclaration Function, int At) : Statement(At);

internal sealed record QueryStatement(Pipeline Pipeline, int At) : Statement(At);

/// <summary>A parameter: a scalar of a type, or (<paramref name="Type"/> null) a table.</summary>
internal sealed record Parameter(string Name, KustoType? Type, Expression? Default, int At) : Node(At)
{
    /// <summary>The columns that a table must have.</summary>
    public IReadOnlyList<Column> Columns { get; init; } = [];

    /// <summary>Whether the table may have other columns, which are visible to the function, too.</summary>
    public bool IsOpen { get; init; }
}

internal sealed record FunctionDeclaration(IReadOnlyList<Parameter> Parameters, IReadOnlyList<Statement> Body)
{
    /// <summary>Whether union and search find it like a table (<c>view</c>).</summary>
    public bool IsView { get; init; }
}
