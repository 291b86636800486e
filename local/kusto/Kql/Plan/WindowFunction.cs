namespace LocalKusto.Kql.Plan;

/// <summary>
/// A function that reads neighboring rows. In the template, {0}, {1} and so on are the arguments, {partition} is a PARTITION BY clause with
/// the argument that restarts the computation, or empty, and {order} is an ORDER BY clause with the order of the input, or empty.
/// </summary>
internal sealed record WindowFunction(Signature Signature, string Template)
{
    public string Name => Signature.Names[0];

    /// <summary>
    /// The index of the argument that restarts the computation, or <c>null</c> if the function has no such argument. The computation
    /// restarts in each row in which the argument is true.
    /// </summary>
    public int? Restart { get; init; }
}
