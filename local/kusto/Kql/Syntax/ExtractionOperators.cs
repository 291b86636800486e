using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Syntax;

/// <param name="Elements">The values that are expanded in parallel.</param>
/// <param name="Kind"><c>bag</c> or <c>array</c>.</param>
/// <param name="Index">The name of the column for the index of each element, or <c>null</c> for no such column.</param>
/// <param name="Limit">The maximum number of elements per row, or <c>null</c> for no limit.</param>
/// <param name="At">The position of the first character.</param>
internal sealed record MvExpandOperator(IReadOnlyList<ExpandedElement> Elements, string Kind, string? Index, Expression? Limit, int At)
    : Operator(At);

/// <param name="Expand">The values to expand.</param>
/// <param name="Steps">The operators that are applied to the elements of each row.</param>
/// <param name="At">The position of the first character.</param>
internal sealed record MvApplyOperator(MvExpandOperator Expand, IReadOnlyList<Operator> Steps, int At) : Operator(At);

/// <summary>An expanded value, and the type to which its elements are converted.</summary>
internal sealed record ExpandedElement(NamedExpression Value, KustoType? Type);

/// <param name="Source">The string to parse.</param>
/// <param name="Kind"><c>simple</c>, <c>relaxed</c> or <c>regex</c>.</param>
/// <param name="Flags">The flags of the regular expression.</param>
/// <param name="Parts">The pattern: strings, columns and asterisks.</param>
/// <param name="IsFilter">Whether rows that do not match are omitted.</param>
/// <param name="At">The position of the first character.</param>
internal sealed record ParseOperator(Expression Source, string Kind, string Flags, IReadOnlyList<ParsePart> Parts, bool IsFilter, int At)
    : Operator(At);

/// <summary>A literal string, or a column with its type. If both are <c>null</c>, the part matches any string.</summary>
internal sealed record ParsePart(string? Text, string? Column, KustoType Type);

internal sealed record ParseKeyValuesOperator(Expression Source, IReadOnlyList<Column> Columns,
    IReadOnlyDictionary<string, Expression> Options, int At) : Operator(At);

internal sealed record EvaluateOperator(CallExpression Plugin, OutputSchema? Schema, int At) : Operator(At);

/// <summary>
/// The declared columns of a plugin's result. If <paramref name="KeepsSource"/> is <c>true</c>, these columns follow the columns of the
/// source.
/// </summary>
internal sealed record OutputSchema(bool KeepsSource, IReadOnlyList<Column> Columns);
