using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Syntax;

/// <param name="Elements">The values that are expanded side by side.</param>
/// <param name="Kind">bag or array.</param>
/// <param name="Index">The name of the column with the index of each element, or null.</param>
/// <param name="Limit">The maximum number of elements per row, or null.</param>
/// <param name="At">The position of its first character.</param>
internal sealed record MvExpandOperator(IReadOnlyList<ExpandedElement> Elements, string Kind, string? Index, Expression? Limit, int At)
    : Operator(At);

/// <param name="Expand">The values to expand.</param>
/// <param name="Steps">The operators that are applied to the elements of each row.</param>
/// <param name="At">The position of its first character.</param>
internal sealed record MvApplyOperator(MvExpandOperator Expand, IReadOnlyList<Operator> Steps, int At) : Operator(At);

/// <summary>An expanded value, and the type to which its elements are converted.</summary>
internal sealed record ExpandedElement(NamedExpression Value, KustoType? Type);

/// <param name="Source">The string to parse.</param>
/// <param name="Kind">simple, relaxed or regex.</param>
/// <param name="Flags">The flags of the regular expression.</param>
/// <param name="Parts">The pattern: strings, columns and asterisks.</param>
/// <param name="IsFilter">Whether rows that do not match are omitted.</param>
/// <param name="At">The position of its first character.</param>
internal sealed record ParseOperator(Expression Source, string Kind, string Flags, IReadOnlyList<ParsePart> Parts, bool IsFilter, int At)
    : Operator(At);

/// <summary>A literal string, a column with its type or, if both are null, any string.</summary>
internal sealed record ParsePart(string? Text, string? Column, KustoType Type);

internal sealed record ParseKeyValuesOperator(Expression Source, IReadOnlyList<Column> Columns,
    IReadOnlyDictionary<string, Expression> Options, int At) : Operator(At);

internal sealed record EvaluateOperator(CallExpression Plugin, OutputSchema? Schema, int At) : Operator(At);

/// <summary>The declared columns of a plugin result; if <paramref name="KeepsSource"/>, they follow the columns of the source.</summary>
internal sealed record OutputSchema(bool KeepsSource, IReadOnlyList<Column> Columns);
