using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// A scalar function that DuckDB calls for chunks of rows. For a null argument, the result is null unless the parameter's type is nullable.
/// </summary>
internal sealed class NativeFunction
{
    private const int RowsPerCheck = 64;

    private readonly Action<NativeVector[], NativeResult, int> _evaluate;

    private NativeFunction(string name, IReadOnlyList<KustoType> parameters, KustoType result,
        Action<NativeVector[], NativeResult, int> evaluate)
    {
        Name = name;
        Parameters = parameters;
        Result = result;
        _evaluate = evaluate;
    }

    public string Name { get; }

    public IReadOnlyList<KustoType> Parameters { get; }

    public KustoType Result { get; }

    /// <summary>Whether the function accepts any number of arguments with the type of its only parameter, including nulls.</summary>
    public bool IsVariadic { get; private init; }

    /// <summary>Computes the results for the rows of a chunk.</summary>
    public void Evaluate(NativeVector[] arguments, NativeResult result, int rows) => _evaluate(arguments, result, rows);

    public static NativeFunction From<TResult>(string name, Func<TResult> compute) =>
        new(name, [], NativeCodec<TResult>.Type, (_, result, rows) =>
        {
            for (var row = 0; row < rows; row++)
                NativeCodec<TResult>.Write(result, row, compute());
        });

    public static NativeFunction From<T, TResult>(string name, Func<T, TResult> compute) =>
        Create<TResult>(name, [Parameter<T>()], (a, row) => compute(NativeCodec<T>.Read(a[0], row)));

    public static NativeFunction From<T1, T2, TResult>(string name, Func<T1, T2, TResult> compute) =>
        Create<TResult>(name, [Parameter<T1>(), Parameter<T2>()],
            (a, row) => compute(NativeCodec<T1>.Read(a[0], row), NativeCodec<T2>.Read(a[1], row)));

    public static NativeFunction From<T1, T2, T3, TResult>(string name, Func<T1, T2, T3, TResult> compute) => Create<TResult>(
        name,
        [Parameter<T1>(), Parameter<T2>(), Parameter<T3>()],
        (a, row) => compute(NativeCodec<T1>.Read(a[0], row), NativeCodec<T2>.Read(a[1], row), NativeCodec<T3>.Read(a[2], row)));

    public static NativeFunction From<T1, T2, T3, T4, TResult>(string name, Func<T1, T2, T3, T4, TResult> compute) => Create<TResult>(
        name,
        [Parameter<T1>(), Parameter<T2>(), Parameter<T3>(), Parameter<T4>()],
        (a, row) => compute(NativeCodec<T1>.Read(a[0], row), NativeCodec<T2>.Read(a[1], row), NativeCodec<T3>.Read(a[2], row),
            NativeCodec<T4>.Read(a[3], row)));

    public static NativeFunction From<T1, T2, T3, T4, T5, TResult>(string name, Func<T1, T2, T3, T4, T5, TResult> compute) =>
        Create<TResult>(
        name,
        [Parameter<T1>(), Parameter<T2>(), Parameter<T3>(), Parameter<T4>(), Parameter<T5>()],
        (a, row) => compute(
            NativeCodec<T1>.Read(a[0], row), NativeCodec<T2>.Read(a[1], row), NativeCodec<T3>.Read(a[2], row),
                NativeCodec<T4>.Read(a[3], row), NativeCodec<T5>.Read(a[4], row)));

    /// <summary>
    /// Creates a function that accepts any number of values of one type. A null argument is passed as the type's default value.
    /// </summary>
    public static NativeFunction Variadic<T, TResult>(string name, Func<T?[], TResult> compute) =>
        new(name, [NativeCodec<T>.Type], NativeCodec<TResult>.Type, (a, result, rows) =>
        {
            var values = new T?[a.Length];
            for (var row = 0; row < rows; row++)
            {
                if (row % RowsPerCheck == 0)
                    Evaluation.Check();
                for (var i = 0; i < a.Length; i++)
                    values[i] = a[i].IsNull(row) ? default : NativeCodec<T>.Read(a[i], row);
                NativeCodec<TResult>.Write(result, row, compute(values));
            }
        })
        {
            IsVariadic = true,
        };

    /// <summary>Creates a function that reads strings in place and returns a string. Arguments can be null.</summary>
    /// <param name="name">The name in DuckDB.</param>
    /// <param name="parameters">The number of parameters, or <c>null</c> for any number of arguments.</param>
    /// <param name="compute">Computes the result for a row.</param>
    public static NativeFunction ForStrings(string name, int? parameters, Action<NativeVector[], NativeResult, int> compute) =>
        new(name, [.. Enumerable.Repeat(KustoType.String, parameters ?? 1)], KustoType.String, (a, result, rows) =>
        {
            for (var row = 0; row < rows; row++)
            {
                if (row % RowsPerCheck == 0)
                    Evaluation.Check();
                compute(a, result, row);
            }
        })
        {
            IsVariadic = parameters is null,
        };

    /// <summary>Creates a function that tests a condition on two strings. The strings are read in place.</summary>
    public static NativeFunction Utf8Condition(string name, Utf8Predicate test) =>
        new(name, [KustoType.String, KustoType.String], KustoType.Bool, (a, result, rows) =>
        {
            for (var row = 0; row < rows; row++)
            {
                if (a[0].IsNull(row) || a[1].IsNull(row))
                    result.SetNull(row);
                else
                    result.Set(row, test(a[0].Utf8(row), a[1].Utf8(row)) ? (byte)1 : (byte)0);
            }
        });

    private static (KustoType Type, bool AcceptsNull) Parameter<T>() =>
        (NativeCodec<T>.Type, Nullable.GetUnderlyingType(typeof(T)) is not null);

    private static NativeFunction Create<TResult>(string name, IReadOnlyList<(KustoType Type, bool AcceptsNull)> parameters,
        Func<NativeVector[], int, TResult> compute)
    {
        int[] strict = [.. Enumerable.Range(0, parameters.Count).Where(i => !parameters[i].AcceptsNull)];
        return new NativeFunction(name, [.. parameters.Select(parameter => parameter.Type)], NativeCodec<TResult>.Type, (a, result, rows) =>
        {
            for (var row = 0; row < rows; row++)
            {
                if (row % RowsPerCheck == 0)
                    Evaluation.Check();
                if (AnyNull(a, strict, row))
                    result.SetNull(row);
                else
                    NativeCodec<TResult>.Write(result, row, compute(a, row));
            }
        });
    }

    /// <summary>Returns <c>true</c> if an argument is null but its parameter does not accept nulls.</summary>
    private static bool AnyNull(NativeVector[] arguments, int[] strict, int row)
    {
        foreach (var i in strict)
        {
            if (arguments[i].IsNull(row))
                return true;
        }

        return false;
    }
}

internal delegate bool Utf8Predicate(ReadOnlySpan<byte> text, ReadOnlySpan<byte> other);
