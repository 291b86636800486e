namespace LocalKusto.Kql.Binding;

/// <summary>
/// What is known before a row is read. The values of query parameters are, so of a stored function's branches for absent arguments
/// nothing remains in the SQL.
/// </summary>
internal static class Constants
{
    public static Scalar Of(bool value) => new(KustoType.Bool, value ? "true" : "false", IsSimple: true, Constant: value, IsNullable: false);

    public static bool? IsNull(Scalar value) => value.Type == KustoType.String ? false : value.IsEmpty;

    /// <returns>Null where the compiler does not know, or where a null is compared.</returns>
    public static bool? AreEqual(Scalar left, Scalar right) =>
        left.Constant is { } a && right.Constant is { } b && a.GetType() == b.GetType() && a is not double ? a.Equals(b) : null;

    public static Scalar? And(Scalar left, Scalar right) => (left.Constant, right.Constant) switch
    {
        (false, _) or (_, false) => Of(false),
        (true, _) => right,
        (_, true) => left,
        _ => null,
    };

    public static Scalar? Or(Scalar left, Scalar right) => (left.Constant, right.Constant) switch
    {
        (true, _) or (_, true) => Of(true),
        (false, _) => right,
        (_, false) => left,
        _ => null,
    };
}
