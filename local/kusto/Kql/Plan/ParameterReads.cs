using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Plan;

/// <summary>
/// Records the properties of parameter values on which a compilation depends. A query has the same SQL for all values with the same
/// properties. Whether a value is null is always one of these properties. This class is not thread-safe before <see cref="Complete"/> is
/// called.
/// </summary>
internal sealed class ParameterReads
{
    private readonly HashSet<int> _read = [];
    private readonly List<(CallNode Call, ScalarNode? Folded)> _folds = [];
    private bool _isFolding;
    private bool _isComplete;

    /// <summary>
    /// Records that the value of a parameter was read. A compilation with any other value could therefore produce different SQL.
    /// </summary>
    public void Add(int parameter)
    {
        if (!_isFolding && !_isComplete)
            _read.Add(parameter);
    }

    /// <summary>Folds a call with parameters. Only the result of the folding is recorded, not the values of the parameters.</summary>
    public ScalarNode? Fold(CallNode call)
    {
        _isFolding = true;
        var folded = call.Function.Fold!(call);
        _isFolding = false;
        _folds.Add((call, folded));
        return folded;
    }

    /// <summary>Ends the recording. Afterward, several threads can read this object.</summary>
    public void Complete() => _isComplete = true;

    /// <summary>Returns <c>true</c> if a compilation with the other values produces the same SQL.</summary>
    public bool AreSame(IReadOnlyList<SqlParameter> values, IReadOnlyList<SqlParameter> others)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i].Value is null != others[i].Value is null || (_read.Contains(i + 1) && !Equals(values[i].Value, others[i].Value)))
                return false;
        }

        foreach (var (call, folded) in _folds)
        {
            if (!AreSame(folded, call.Function.Fold!(With(call, others))))
                return false;
        }

        return true;
    }

    /// <summary>Returns the object that records reads of a call's parameters, or <c>null</c> if no argument is a query parameter.</summary>
    public static ParameterReads? From(CallNode call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument is ConstantNode { Reads: { } reads })
                return reads;
        }

        return null;
    }

    private static CallNode With(CallNode call, IReadOnlyList<SqlParameter> values) => call with
    {
        Arguments = [.. call.Arguments.Select(argument => argument is ConstantNode { Parameter: { } number }
            ? new ConstantNode(argument.Type, values[number - 1].Value, number) : argument)],
    };

    private static bool AreSame(ScalarNode? folded, ScalarNode? other) => ReferenceEquals(folded, other) || (folded, other) switch
    {
        (ConstantNode { Parameter: null } a, ConstantNode { Parameter: null } b) => a.Type == b.Type && Equals(a.Value, b.Value),
        (ConstantNode a, ConstantNode b) => a.Parameter == b.Parameter,
        (CallNode a, CallNode b) => ReferenceEquals(a.Function, b.Function) && a.Type == b.Type
            && a.Arguments.Count == b.Arguments.Count && a.Arguments.Zip(b.Arguments).All(pair => AreSame(pair.First, pair.Second)),
        _ => false,
    };
}
