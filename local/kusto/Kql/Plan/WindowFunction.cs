namespace LocalKusto.Kql.Plan;

/// <summary>
/// A function of the rows before and after a row. {0}, {1} … are the arguments, {order} the order of the input as an ORDER BY or nothing.
/// </summary>
internal sealed record WindowFunction(Signature Signature, string Template)
{
    public string Name => Signature.Names[0];

    /// <summary>The index of the argument that starts the computation again where it is true; null if there is none.</summary>
    public int? Restart { get; init; }
}
