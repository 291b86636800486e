namespace LocalKusto.Kql.Plan;

/// <summary>
/// The rows of the input that match steps, each row for each step that it matches. The rows of a group are read sequentially, in the order
/// of the input, and the matches of a row depend on the latest rows of the steps.
/// </summary>
/// <param name="Input">The rows, in the order of the sequence.</param>
/// <param name="Columns">The columns of the input, <paramref name="Declared"/> and <paramref name="MatchId"/>.</param>
/// <param name="Groups">Rows with equal values are read apart.</param>
/// <param name="Declared">The columns that steps assign, and the values that they have otherwise.</param>
/// <param name="MatchId">The number of the sequence that the row belongs to, from 0; or null.</param>
/// <param name="Steps">The steps, at least one.</param>
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
/// The step's latest row, which conditions and assignments read: for each of its columns the column of the row, and the one that is read.
/// </param>
/// <param name="Condition">The condition of a row that matches.</param>
/// <param name="Values">The values of the declared columns for a row that matches.</param>
/// <param name="IsReturned">Whether the rows that match are in the result.</param>
internal sealed record SequenceStep(IReadOnlyList<(PlanColumn Row, PlanColumn Latest)> State, ScalarNode Condition,
    IReadOnlyList<ScalarNode> Values, bool IsReturned)
{
    public IReadOnlyList<ScalarNode> Scalars => [Condition, .. Values];

    public SequenceStep With(IReadOnlyList<ScalarNode> scalars) => this with { Condition = scalars[0], Values = [.. scalars.Skip(1)] };
}
