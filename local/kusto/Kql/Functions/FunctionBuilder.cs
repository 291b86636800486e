using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;

namespace LocalKusto.Kql.Functions;

/// <summary>The forms that an entry of a function family has.</summary>
internal static class FunctionBuilder
{
    /// <summary>A function whose SQL is a template.</summary>
    public static ScalarFunction Sql(string signature, string template, ColumnNaming naming = ColumnNaming.Numbered) =>
        new(Signature.Parse(signature)) { Template = template, Naming = naming };

    /// <summary>A function whose SQL depends on its arguments.</summary>
    public static ScalarFunction Sql(string signature, Func<CallNode, IReadOnlyList<string>, string> sql,
        ColumnNaming naming = ColumnNaming.Numbered) =>
        new(Signature.Parse(signature)) { Sql = sql, Naming = naming };

    /// <summary>A function in C#. A null argument returns null without a call; the function may return null, too.</summary>
    public static ScalarFunction Native<T, TResult>(string signature, Func<T, TResult> compute,
        ColumnNaming naming = ColumnNaming.Numbered) =>
        OfNative(signature, name => NativeFunction.From(name, compute), naming);

    /// <inheritdoc cref="Native{T, TResult}(string, Func{T, TResult}, ColumnNaming)"/>
    public static ScalarFunction Native<T1, T2, TResult>(string signature, Func<T1, T2, TResult> compute,
        ColumnNaming naming = ColumnNaming.Numbered) =>
        OfNative(signature, name => NativeFunction.From(name, compute), naming);

    /// <inheritdoc cref="Native{T, TResult}(string, Func{T, TResult}, ColumnNaming)"/>
    public static ScalarFunction Native<T1, T2, T3, TResult>(string signature, Func<T1, T2, T3, TResult> compute,
        ColumnNaming naming = ColumnNaming.Numbered) =>
        OfNative(signature, name => NativeFunction.From(name, compute), naming);

    /// <inheritdoc cref="Native{T, TResult}(string, Func{T, TResult}, ColumnNaming)"/>
    public static ScalarFunction Native<T1, T2, T3, T4, TResult>(string signature, Func<T1, T2, T3, T4, TResult> compute) =>
        OfNative(signature, name => NativeFunction.From(name, compute), ColumnNaming.Numbered);

    /// <inheritdoc cref="Native{T, TResult}(string, Func{T, TResult}, ColumnNaming)"/>
    public static ScalarFunction Native<T1, T2, T3, T4, T5, TResult>(string signature, Func<T1, T2, T3, T4, T5, TResult> compute) =>
        OfNative(signature, name => NativeFunction.From(name, compute), ColumnNaming.Numbered);

    /// <summary>A function in C# of any number of values of one type, including nulls.</summary>
    public static ScalarFunction NativeOfMany<T, TResult>(string signature, Func<T?[], TResult> compute) =>
        OfNative(signature, name => NativeFunction.OfMany(name, compute), ColumnNaming.Numbered);

    /// <summary>A function in C# from strings to a string.</summary>
    public static ScalarFunction NativeOfTexts(string signature, int? parameters, Action<NativeVector[], NativeResult, int> compute) =>
        OfNative(signature, name => NativeFunction.OfTexts(name, parameters, compute), ColumnNaming.Numbered);

    private static ScalarFunction OfNative(string signature, Func<string, NativeFunction> create, ColumnNaming naming)
    {
        var parsed = Signature.Parse(signature);
        var native = create(NativeName(parsed));
        return new ScalarFunction(parsed) { Native = native, Template = $"{native.Name}({{*}})", Naming = naming };
    }

    /// <summary>Overloads of one name differ in their parameters.</summary>
    private static string NativeName(Signature signature)
    {
        var types = string.Join('_', signature.Parameters.Select(parameter => parameter.Type.Name));
        return $"kql_{signature.Names[0].TrimStart(FunctionTable.InternalMark)}_{types}";
    }
}
