namespace LocalKusto.Kql.Syntax;

/// <summary>
/// Parses <c>scan [with_match_id = name] [partition by keys] [order by keys] [declare (name: type = default, …)] with (steps)</c>.
/// </summary>
internal sealed partial class Parser
{
    private ScanOperator Scan(int at)
    {
        string? matchId = null;
        if (TryTake("with_match_id"))
        {
            Expect("=");
            matchId = Name();
        }

        List<NamedExpression> partition = [];
        List<SortKey> order = [];
        if (TryTake("partition"))
        {
            Expect("by");
            partition = NamedExpressions();
        }

        if (TryTake("order"))
        {
            Expect("by");
            order = SortKeys();
        }

        List<Parameter> declared = [];
        if (TryTake("declare"))
        {
            Expect("(");
            declared = Parameters(")");
        }

        Expect("with");
        Expect("(");
        var steps = new List<ScanStep>();
        while (!TryTake(")"))
            steps.Add(ScanStep());
        return steps.Count > 0 ? new ScanOperator(matchId, [.. partition.Select(key => key.Value)], order, declared, steps, at)
            : throw Unexpected();
    }

    /// <summary>Parses <c>step name [optional] [output = all | last | none] : condition [=> column = value, …] ;</c>.</summary>
    private ScanStep ScanStep()
    {
        var at = Current.Start;
        Expect("step");
        var name = Name();
        var isOptional = TryTake("optional");
        var output = "all";
        if (TryTake("output"))
        {
            Expect("=");
            output = Name();
        }

        Expect(":");
        var condition = ParseExpression();
        List<NamedExpression> assignments = [];
        if (TryTake("=>"))
            assignments = NamedExpressions();
        Expect(";");
        return new ScanStep(name, isOptional, output, condition, assignments, at);
    }
}
