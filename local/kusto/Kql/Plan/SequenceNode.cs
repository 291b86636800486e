namespace LocalKusto.Kql.Plan;

/// <summary>
/// The <c>scan</c> operator, which returns each row of the input once for each step that the row matches, except for steps without output.
/// The rows of a group are read sequentially, in the order of the input, and the matches of a row depend on the latest rows of the steps.
/// </summary>
/// <param name="Input">The rows, in the order of the sequence.</param>
/// <param name="Columns">The columns of the input, <paramref name="Declared"/> and <paramref name="MatchId"/>.</param>
/// <param name="Groups">The expressions by which rows are grouped. Each group is scanned separately.</param>
/// <param name="Declared">The columns that steps can assign, with their default values.</param>
/// <param name="MatchId">
/// The column for the 0-based number of the row's sequence, or <c>null</c> if the query does not request the number.
/// </param>
/// <param name="Steps">The steps. There is at least one step.</param>
internal sealed record SequenceNode(
    TabularNode Input, IReadOnlyList<PlanColumn> Columns, IReadOnlyList<ScalarNode> Groups, IReadOnlyList<Assignment> Declared,
        PlanColumn? MatchId, IReadOnlyList<SequenceStep> Steps)
    : TabularNode(Columns)
{
    protected override IReadOnlyList<TabularNode> Sources => [Input];

    public override IReadOnlyList<ScalarNode> Scalars =>
        [.. Groups, .. Declared.Select(column => column.Value), .. Steps.SelectMany(step => step.Scalars)];

    public override SequenceNode With(IReadOnlyList<TabularNode> inputs, IReadOnlyList<ScalarNode> scalars)
    {
        var next = Groups.Count + Declared.Count;
        var steps = new List<SequenceStep>();
        foreach (var step in Steps)
        {
            steps.Add(step.With([.. scalars.Skip(next).Take(step.Scalars.Count)]));
            next += step.Scalars.Count;
        }

        return this with
        {
            Input = inputs[0],
            Groups = [.. scalars.Take(Groups.Count)],
            Declared = [.. Declared.Select((column, i) => column with { Value = scalars[Groups.Count + i] })],
            Steps = steps,
        };
    }
}

/// <param name="State">
/// The columns of the step's latest row. Each pair consists of a column of the input, and the column by which conditions and assignments
/// refer to the latest row.
/// </param>
/// <param name="Condition">The condition under which a row matches the step.</param>
/// <param name="Values">The values of the declared columns for a matching row.</param>
/// <param name="IsReturned">Whether the result includes the matching rows.</param>
internal sealed record SequenceStep(IReadOnlyList<(PlanColumn Row, PlanColumn Latest)> State, ScalarNode Condition,
    IReadOnlyList<ScalarNode> Values, bool IsReturned)
{
    public IReadOnlyList<ScalarNode> Scalars => [Condition, .. Values];

    public SequenceStep With(IReadOnlyList<ScalarNode> scalars) => this with { Condition = scalars[0], Values = [.. scalars.Skip(1)] };
}
