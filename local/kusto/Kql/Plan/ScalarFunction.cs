using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Plan;

/// <summary>
/// One overload of a built-in scalar function or operator: its signature, its SQL, and the rule for the name of a column that has none. The
/// members of a family are in one file, each overload in one entry.
/// </summary>
internal sealed record ScalarFunction(Signature Signature)
{
    /// <summary>
    /// The SQL for arguments of the parameters' types: {0}, {1} … are the arguments, {*} all of them, separated by commas. Where a template
    /// writes an argument several times, it must be cheap: the database computes equal expressions once, but their text grows.
    /// </summary>
    public string? Template { get; init; }

    /// <summary>The SQL if it depends on the arguments.</summary>
    public Func<CallNode, IReadOnlyList<string>, string>? Sql { get; init; }

    /// <summary>
    /// The computation, for a function that is written in C#. The database calls it by <see cref="NativeFunction.Name"/>.
    /// </summary>
    public NativeFunction? Native { get; init; }

    /// <summary>Returns the result if no row has to be read for it, otherwise null.</summary>
    public Func<CallNode, ScalarNode?>? Fold { get; init; }

    /// <summary>The template where a null passes as little as a false: as a condition of a filter, or a part of one.</summary>
    public string? FilterTemplate { get; init; }

    /// <summary>Whether the result can be null, if the signature cannot express it.</summary>
    public Func<CallNode, bool>? Nullability { get; init; }

    public ColumnNaming Naming { get; init; }

    /// <summary>The prefix of <see cref="ColumnNaming.Prefixed"/>, where it is not the function's name.</summary>
    public string? Prefix { get; init; }

    /// <summary>Whether it may return different values for the same arguments.</summary>
    public bool IsVolatile { get; init; }

    public string Name => Signature.Names[0];

    public bool IsNullable(CallNode call) => call.Type != KustoType.String && Nullability?.Invoke(call) is var special && special != false
        && (special == true || Signature.Nulls switch
        {
            ResultNulls.Never => false,
            ResultNulls.Possible => true,
            _ => call.Arguments.Any(argument => argument.IsNullable),
        });
}

/// <summary>The name of a column that is computed by a function and was given none.</summary>
internal enum ColumnNaming
{
    /// <summary>Column1, Column2 …</summary>
    Numbered,

    /// <summary>The name that the first argument would have.</summary>
    FirstArgument,

    /// <summary>The function's name, an underscore and the name that the first argument would have.</summary>
    Prefixed,
}
