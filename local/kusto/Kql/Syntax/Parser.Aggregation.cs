namespace LocalKusto.Kql.Syntax;

/// <summary>Operators that group rows besides summarize: make-series, partition, top-hitters.</summary>
internal sealed partial class Parser
{
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
        var axis = NamedExpression();
        var from = TryTake("from") ? ParseExpression() : null;
        var to = TryTake("to") ? ParseExpression() : null;
        Expect("step");
        var step = ParseExpression();
        return new MakeSeriesOperator(aggregates, axis, from, to, step, TryTake("by") ? NamedExpressions() : [], isNonEmpty, at);
    }

    private PartitionOperator Partition(int at)
    {
        SkipHints();
        Expect("by");
        var key = Current.Start;
        var by = new NameExpression(Name(), key);
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
