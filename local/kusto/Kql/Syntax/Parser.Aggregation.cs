namespace LocalKusto.Kql.Syntax;

/// <summary>Parses operators other than summarize that group rows: make-series, partition, top-hitters.</summary>
internal sealed partial class Parser
{
    /// <summary>The minimum precedence of operators inside an operand of <c>in</c>.</summary>
    private const int AboveComparisons = 4;

    private MakeSeriesOperator MakeSeries(int at)
    {
        SkipHints();
        var isNonEmpty = false;
        if (Current.Is("kind") && Peek(1).Is("="))
        {
            _next += 2;
            isNonEmpty = Name() == "nonempty";
        }

        var aggregates = new List<SeriesAggregate>();
        do
        {
            var value = NamedExpression();
            Expression? absent = null;
            if (TryTake("default"))
            {
                Expect("=");
                absent = ParseExpression();
            }

            aggregates.Add(new SeriesAggregate(value, absent));
        }
        while (TryTake(","));

        Expect("on");
        var (axis, from, to, step) = Axis();
        return new MakeSeriesOperator(aggregates, axis, from, to, step, TryTake("by") ? NamedExpressions() : [], isNonEmpty, at);
    }

    /// <summary>Parses the axis. The older form <c>on axis in range(first, last, step)</c> includes the bins of both ends.</summary>
    private (NamedExpression Axis, Expression? From, Expression? To, Expression Step) Axis()
    {
        var name = IsNameBefore("=") ? Name() : null;
        if (name is not null)
            Expect("=");
        var value = ParseExpression(AboveComparisons);
        if (Current.Is("in") && Peek(1).Is("range") && Peek(2).Is("("))
        {
            var at = _tokens[_next++].Start;
            return ((CallExpression)NameOrCall()).Arguments is [var first, var last, var each]
                ? (new NamedExpression(name, value), Bin(first, each), new BinaryExpression("+", Bin(last, each), each.Value, at),
                    each.Value)
                : throw Unexpected();

            Expression Bin(Argument bound, Argument step) => new CallExpression("bin", [bound, step], at);
        }

        var from = TryTake("from") ? ParseExpression() : null;
        var to = TryTake("to") ? ParseExpression() : null;
        Expect("step");
        return (new NamedExpression(name, value), from, to, ParseExpression());
    }

    private PartitionOperator Partition(int at)
    {
        SkipHints();
        Expect("by");
        var key = Current.Start;
        var by = new NameReference(Name(), key);
        return new PartitionOperator(by, Subquery(), at);
    }

    private TopHittersOperator TopHitters(int at)
    {
        var count = ParseExpression();
        Expect("of");
        var of = NamedExpression();
        return new TopHittersOperator(count, of, TryTake("by") ? ParseExpression() : null, at);
    }
}
