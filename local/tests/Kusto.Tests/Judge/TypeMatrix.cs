using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Types;
using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Judge;

/// <summary>
/// Calls to every function, operator and aggregate with columns of every type. For two arguments, all pairs of types are tested. For more
/// arguments, each argument is tested with all types while the other arguments have accepted types.
/// </summary>
internal static class TypeMatrix
{
    private static IReadOnlyList<Column> Columns => SampleDatabase.TypeColumns;

    private static readonly string[] Operators =
    [
        "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "and", "or", "=~", "!~", "has", "!has", "has_cs", "hasprefix",
            "hassuffix", "contains", "!contains",
        "contains_cs", "startswith", "startswith_cs", "endswith", "endswith_cs", "matches regex",
    ];

    /// <summary>Valid constant arguments for parameters that accept only certain strings or numbers.</summary>
    private static readonly Dictionary<(string Function, string Parameter), string> Constants = new()
    {
        [("datetime_part", "part")] = "'hour'",
        [("datepart", "part")] = "'hour'",
        [("datetime_add", "period")] = "'day'",
        [("datetime_diff", "period")] = "'day'",
        [("format_datetime", "format")] = "'yyyy'",
        [("format_timespan", "format")] = "'hh'",
        [("extract_all", "captureGroups")] = "dynamic([1])",
        [("extractall", "captureGroups")] = "dynamic([1])",
        [("extract_all", "regex")] = "'(a)'",
        [("extractall", "regex")] = "'(a)'",
        [("percentile", "percentile")] = "50",
        [("dcount", "accuracy")] = "1",
        [("dcountif", "accuracy")] = "1",
        [("hll", "accuracy")] = "1",
    };

    /// <summary>Returns a batch of scalar expressions for each function or operator.</summary>
    public static IEnumerable<MatrixBatch> Scalars()
    {
        foreach (var symbol in Operators)
            yield return new MatrixBatch(symbol, false, [.. Product(2).Select(pair => $"{pair[0]} {symbol} {pair[1]}")]);
        yield return new MatrixBatch("unary -", false, [.. Columns.Select(column => $"-{column.Name}")]);
        yield return new MatrixBatch("in", false, [.. Product(2).Select(pair => $"{pair[0]} in ({pair[1]})")]);
        yield return new MatrixBatch("has_any", false, [.. Product(2).Select(pair => $"{pair[0]} has_any ({pair[1]})")]);
        yield return new MatrixBatch("between", false, [.. Product(2).Select(pair => $"{pair[0]} between ({pair[1]} .. {pair[1]})")]);
        var functions = FunctionTable.Scalars
            .SelectMany(function => function.Signature.Names.Select(name => (name, function.Signature)))
            .Where(entry => char.IsLetter(entry.name[0]) && !FunctionTable.IsOperator(entry.name) && entry.name != "not")
            .GroupBy(entry => entry.name, entry => entry.Signature);
        foreach (var function in functions)
            yield return new MatrixBatch(function.Key, false, [.. Calls(function.Key, [.. function])]);
    }

    public static IEnumerable<MatrixBatch> Aggregates() => AggregateFunctions.All
        .SelectMany(function => function.Signature.Names.Select(name => (name, function.Signature)))
        .GroupBy(entry => entry.name, entry => entry.Signature)
        .Select(function => new MatrixBatch(function.Key, true, [.. Calls(function.Key, [.. function])]));

    private static IEnumerable<string> Calls(string name, IReadOnlyList<Signature> overloads)
    {
        var counts = overloads.SelectMany(overload => overload.IsRepeated ? new[] { overload.MinArguments }
            : [overload.MinArguments, overload.MaxArguments]).Distinct().Order();
        return counts.SelectMany(count =>
            Calls(name, [.. overloads.Where(overload => overload.MinArguments <= count && count <= overload.MaxArguments)], count))
                .Distinct();
    }

    private static IEnumerable<string> Calls(string name, IReadOnlyList<Signature> overloads, int count)
    {
        if (count == 0)
            return [$"{name}()"];
        var places = Enumerable.Range(0, count).Select(i => Arguments(name, [.. overloads.Select(overload => overload.Parameter(i))]))
            .ToList();
        if (places.Count(place => place.Count > 1) <= 2)
            return places.Aggregate(Enumerable.Repeat(Array.Empty<string>(), 1),
                (calls, place) => calls.SelectMany(call => place.Select(argument => call.Append(argument).ToArray()))).Select(Call);
        return overloads.SelectMany(overload =>
        {
            var accepted = Enumerable.Range(0, count).Select(i => places[i].Count == 1 ? places[i][0] : Accepted(overload.Parameter(i)))
                .ToArray();
            return Enumerable.Range(0, count)
                .SelectMany(i => places[i].Select(argument => Call([.. accepted[..i], argument, .. accepted[(i + 1)..]])));
        });

        string Call(string[] arguments) => $"{name}({string.Join(", ", arguments)})";
    }

    /// <summary>Returns a column with an accepted type, preferably a type that requires no conversion.</summary>
    private static string Accepted(FunctionParameter parameter) =>
        Columns.Where(column => parameter.Type.Accepted.Contains(column.Type))
            .OrderBy(column => column.Type == parameter.Type.Target ? 0 : 1).First().Name;

    /// <summary>Returns a constant if the parameter requires a constant, otherwise a column of each type.</summary>
    private static IReadOnlyList<string> Arguments(string name, IReadOnlyList<FunctionParameter> parameters)
    {
        var parameter = parameters[0];
        if (!parameters.All(other => other.IsConstant) && !Constants.ContainsKey((name, parameter.Name)))
            return [.. Columns.Select(column => column.Name)];
        return [Constants.GetValueOrDefault((name, parameter.Name))
            ?? (parameter.Type.Accepted.Contains(KustoType.Long) ? "2" : parameter.Type.Accepted.Contains(KustoType.Bool) ? "true"
                : "'a'")];
    }

    private static IEnumerable<string[]> Product(int count) => count == 1
        ? Columns.Select(column => new[] { column.Name })
        : Columns.SelectMany(column => Product(count - 1).Select(rest => (string[])[column.Name, .. rest]));
}

/// <summary>The expressions in one query.</summary>
internal sealed record MatrixBatch(string Name, bool IsAggregate, IReadOnlyList<string> Expressions)
{
    private string Start => IsAggregate ? "Types | summarize " : "Types | project ";

    /// <summary>The query for the language service, which reports all errors in a query.</summary>
    public string Query => Start + string.Join(", ", Expressions.Select((expression, i) => $"x{i} = {expression}"));

    public string QueryOf(string expression) => $"{Start}x = {expression}";

    /// <summary>Returns the index of the expression that contains a position in <see cref="Query"/>.</summary>
    public int ExpressionAt(int place)
    {
        var end = Start.Length;
        for (var i = 0; i < Expressions.Count; i++)
        {
            end += $"x{i} = {Expressions[i]}".Length;
            if (place < end + 1)
                return i;
            end += ", ".Length;
        }

        return Expressions.Count - 1;
    }
}
