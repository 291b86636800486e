using LocalKusto.Kql.Runtime;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Plan;

/// <summary>
/// One overload of a built-in scalar function or operator: its signature, its SQL, and the rule for its default column name.
/// </summary>
internal sealed record ScalarFunction(Signature Signature)
{
    /// <summary>
    /// The SQL template. {0}, {1} and so on are the arguments, converted to the parameter types, and {*} stands for all arguments,
    /// separated by commas. A template should contain each argument only once. DuckDB computes equal expressions once, but the text of the
    /// SQL would grow.
    /// </summary>
    public string? Template { get; init; }

    /// <summary>Creates the SQL for functions whose SQL depends on the arguments.</summary>
    public Func<CallNode, IReadOnlyList<string>, string>? Sql { get; init; }

    /// <summary>The function's implementation in C#. DuckDB calls the implementation by <see cref="NativeFunction.Name"/>.</summary>
    public NativeFunction? Native { get; init; }

    /// <summary>Returns the result of a call, or <c>null</c> if the result depends on a row.</summary>
    public Func<CallNode, ScalarNode?>? Fold { get; init; }

    /// <summary>The template for the condition of a filter, which rejects rows for both null and false.</summary>
    public string? FilterTemplate { get; init; }

    /// <summary>Determines whether the result can be null, if the signature cannot express this.</summary>
    public Func<CallNode, bool>? Nullability { get; init; }

    public ColumnNaming Naming { get; init; }

    /// <summary>The prefix for <see cref="ColumnNaming.Prefixed"/>, or <c>null</c> if the function's name is the prefix.</summary>
    public string? Prefix { get; init; }

    /// <summary>Whether the function can return different values for the same arguments.</summary>
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

/// <summary>The default name of a column that a function computes.</summary>
internal enum ColumnNaming
{
    /// <summary>The name <c>Column1</c>, <c>Column2</c> and so on.</summary>
    Numbered,

    /// <summary>The default name of the first argument.</summary>
    FirstArgument,

    /// <summary>The function's name, an underscore, and the default name of the first argument.</summary>
    Prefixed,
}
