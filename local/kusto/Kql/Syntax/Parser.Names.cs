namespace LocalKusto.Kql.Syntax;

/// <summary>Parses expressions with column names.</summary>
internal sealed partial class Parser
{
    private NamedExpression NamedExpression()
    {
        if (IsNameBefore("="))
        {
            var name = Name();
            _next++;
            return new NamedExpression(name, ParseExpression());
        }

        return new NamedExpression(null, ParseExpression());
    }

    private NamedExpression NamedExpressionOrTuple() =>
        TupleNames() is { } names ? new NamedExpression(null, ParseExpression()) { Names = names } : NamedExpression();

    /// <summary>Parses the names in <c>(name, …) =</c>, if present.</summary>
    private List<string>? TupleNames()
    {
        if (!Current.Is("("))
            return null;
        var start = _next++;
        var names = new List<string>();
        do
        {
            if (Current.Kind != TokenKind.Identifier && !IsBracketed(0))
                break;
            names.Add(Name());
        }
        while (TryTake(","));

        if (TryTake(")") && TryTake("="))
            return names;
        _next = start;
        return null;
    }

    private List<NamedExpression> NamedExpressions()
    {
        var list = new List<NamedExpression> { NamedExpressionOrTuple() };
        while (TryTake(","))
            list.Add(NamedExpressionOrTuple());
        return list;
    }
}
