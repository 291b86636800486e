using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;

namespace LocalKusto.Kql.Functions;

/// <summary>Creates the entries in the function tables.</summary>
internal static class FunctionBuilder
{
    /// <summary>Creates a function whose SQL is a template.</summary>
    public static ScalarFunction Sql(string signature, string template, ColumnNaming naming = ColumnNaming.Numbered) =>
        new(Signature.Parse(signature)) { Template = template, Naming = naming };

    /// <summary>Creates a function whose SQL depends on its arguments.</summary>
    public static ScalarFunction Sql(string signature, Func<CallNode, IReadOnlyList<string>, string> sql,
        ColumnNaming naming = ColumnNaming.Numbered) =>
        new(Signature.Parse(signature)) { Sql = sql, Naming = naming };

    /// <summary>
    /// Creates a function that is implemented in C#. For a null argument, the result is null and <paramref name="compute"/> is not called.
    /// The function can also return null.
    /// </summary>
    public static ScalarFunction Native<T, TResult>(string signature, Func<T, TResult> compute,
        ColumnNaming naming = ColumnNaming.Numbered) =>
        CreateNative(signature, name => NativeFunction.From(name, compute), naming);

    /// <inheritdoc cref="Native{T, TResult}(string, Func{T, TResult}, ColumnNaming)"/>
    public static ScalarFunction Native<T1, T2, TResult>(string signature, Func<T1, T2, TResult> compute,
        ColumnNaming naming = ColumnNaming.Numbered) =>
        CreateNative(signature, name => NativeFunction.From(name, compute), naming);

    /// <inheritdoc cref="Native{T, TResult}(string, Func{T, TResult}, ColumnNaming)"/>
    public static ScalarFunction Native<T1, T2, T3, TResult>(string signature, Func<T1, T2, T3, TResult> compute,
        ColumnNaming naming = ColumnNaming.Numbered) =>
        CreateNative(signature, name => NativeFunction.From(name, compute), naming);

    /// <inheritdoc cref="Native{T, TResult}(string, Func{T, TResult}, ColumnNaming)"/>
    public static ScalarFunction Native<T1, T2, T3, T4, TResult>(string signature, Func<T1, T2, T3, T4, TResult> compute) =>
        CreateNative(signature, name => NativeFunction.From(name, compute), ColumnNaming.Numbered);

    /// <inheritdoc cref="Native{T, TResult}(string, Func{T, TResult}, ColumnNaming)"/>
    public static ScalarFunction Native<T1, T2, T3, T4, T5, TResult>(string signature, Func<T1, T2, T3, T4, T5, TResult> compute) =>
        CreateNative(signature, name => NativeFunction.From(name, compute), ColumnNaming.Numbered);

    /// <summary>Creates a C# function that accepts any number of values of one type, including nulls.</summary>
    public static ScalarFunction NativeVariadic<T, TResult>(string signature, Func<T?[], TResult> compute) =>
        CreateNative(signature, name => NativeFunction.Variadic(name, compute), ColumnNaming.Numbered);

    /// <summary>Creates a C# function that accepts strings and returns a string.</summary>
    public static ScalarFunction NativeString(string signature, int? parameters, Action<NativeVector[], NativeResult, int> compute) =>
        CreateNative(signature, name => NativeFunction.ForStrings(name, parameters, compute), ColumnNaming.Numbered);

    private static ScalarFunction CreateNative(string signature, Func<string, NativeFunction> create, ColumnNaming naming)
    {
        var parsed = Signature.Parse(signature);
        var native = create(NativeName(parsed));
        return new ScalarFunction(parsed) { Native = native, Template = $"{native.Name}({{*}})", Naming = naming };
    }

    /// <summary>Returns a unique name for an overload. The name includes the parameter types.</summary>
    private static string NativeName(Signature signature)
    {
        var types = string.Join('_', signature.Parameters.Select(parameter => parameter.Type.Name));
        return $"kql_{signature.Names[0].TrimStart(FunctionTable.InternalMark)}_{types}";
    }
}
