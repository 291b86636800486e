using System.Globalization;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Writing;

/// <summary>
/// Writes <c>scan</c> as a recursive table. Its n-th iteration reads the n-th row of each group, and a row of the table is the state of all
/// steps. The state of step k consists of a flag that indicates whether the step has a sequence (a), the number of the sequence (m), and
/// the required values from the latest rows of steps 1 to k (v). Conditions read the state from before the current row.
/// </summary>
internal sealed class SequenceWriter(PlanWriter plan, SequenceNode sequence)
{
    private readonly string _rows = plan.NextAlias();
    private readonly string _states = plan.NextAlias();
    private readonly List<Latest> _latest = [];
    private SelectQuery _input = new("", []);

    private int Steps => sequence.Steps.Count;

    public SelectQuery Write()
    {
        // 1. The rows, with their group number and their row number in the group.
        WriteRows();

        // 2. The values of the latest rows that conditions and assignments read.
        var read = sequence.Steps.SelectMany(step => step.Scalars).SelectMany(PlanQueries.Columns).ToHashSet();
        for (var step = 0; step < Steps; step++)
        {
            foreach (var (row, latest) in sequence.Steps[step].State.Where(column => read.Contains(column.Latest)))
                _latest.Add(new Latest(step, row, latest));
        }

        // 3. The states, starting with an empty state before the first row.
        var names = string.Join(", ", StateColumns().Select(column => column.Name));
        var empty = string.Join(", ", StateColumns().Select(column => column.Empty));
        plan.AddTable($"{_states}({names}) AS (SELECT DISTINCT {empty} FROM {_rows} UNION ALL {NextState()})", isRecursive: true);

        // 4. One row for each step that a row matched.
        return Matches();
    }

    private void WriteRows()
    {
        var query = plan.Wrap(plan.Select(sequence.Input));
        var writer = new ScalarWriter(plan, query);
        var keys = string.Join(", ", sequence.Groups.Select(writer.Write));
        var group = keys.Length == 0 ? "1::BIGINT" : $"dense_rank() OVER (ORDER BY {keys})";
        var partition = keys.Length == 0 ? "" : $"PARTITION BY {keys}";
        var columns = query.Columns.Select((column, i) => Text($"{column.Sql} AS c{i}"));
        var number = $"row_number() OVER ({partition}{query.OrderText()})";
        plan.AddTable(
            $"{_rows} AS MATERIALIZED (SELECT {string.Join(", ", [.. columns, $"{group} AS g", $"{number} AS n"])} FROM {query.Source})",
            isRecursive: false);
        _input = query with
        {
            Columns = [.. query.Columns.Select((column, i) => column with { Sql = Text($"c{i}") })],
        };
    }

    /// <summary>
    /// Returns the columns of a state: the group, the row, the number of the next sequence, and for each step its state and whether the
    /// current row matched.
    /// </summary>
    private IEnumerable<(string Name, string Empty)> StateColumns()
    {
        yield return ("g", "g");
        yield return ("n", "0::BIGINT");
        yield return ("x", "0::BIGINT");
        for (var step = 0; step < Steps; step++)
        {
            yield return (Text($"a{step}"), "false");
            yield return (Text($"m{step}"), "NULL::BIGINT");
            yield return (Text($"o{step}"), "false");
            foreach (var latest in Known(step))
                yield return (Value(step, latest), Empty(latest));
            for (var i = 0; i < sequence.Declared.Count; i++)
                yield return (Text($"d{step}_{i}"), SqlText.Null(sequence.Declared[i].Column.Type));
        }
    }

    private IEnumerable<Latest> Known(int step) => _latest.Where(latest => latest.Step <= step);

    private string Value(int step, Latest latest) => Text($"v{step}_{_latest.IndexOf(latest)}");

    /// <summary>Returns the value before a row matches the step: the default value of a declared column, otherwise null.</summary>
    private string Empty(Latest latest)
    {
        foreach (var column in sequence.Declared)
        {
            if (ReferenceEquals(column.Column, latest.Row))
                return new ScalarWriter(plan, _input).Write(column.Value);
        }

        return SqlText.Null(latest.Row.Type);
    }

    /// <summary>
    /// Returns the SQL for the next state. The innermost SELECT joins the row with the current state. The outer SELECTs add the steps to
    /// which the row moves a sequence (f), the remaining state of the steps that a sequence left, the steps that the row matches again (h),
    /// the values of the declared columns, and the next state.
    /// </summary>
    private string NextState()
    {
        var carried = string.Join(", ", _input.Columns.Select(column => column.Sql));
        var states = string.Join(", ", Enumerable.Range(0, Steps).SelectMany(step =>
            Known(step).Select(latest => Value(step, latest)).Prepend(Text($"m{step}")).Prepend(Text($"a{step}"))));
        var sql = $"SELECT s.g, s.n, s.x, {states}{Comma(carried)} FROM {_states} AS s JOIN {_rows} AS r ON r.g = s.g AND r.n = s.n + 1";
        sql = Level(sql, Enumerable.Range(0, Steps).Select(step => step == 0 ? "false AS f0"
            : Text($"(a{step - 1} AND coalesce({Condition(step, step - 1, "")}, false)) AS f{step}")));
        sql = Level(sql, Enumerable.Range(0, Steps).SelectMany(Remaining));
        sql = Level(sql, Enumerable.Range(0, Steps).Select(RepeatCondition));
        sql = Level(sql, Enumerable.Range(0, Steps).SelectMany(Declared));
        var next = new List<string> { "g", "n + 1", "x + CASE WHEN h0 AND NOT ra0 THEN 1 ELSE 0 END" };
        for (var step = 0; step < Steps; step++)
            next.AddRange(After(step));
        return $"SELECT {string.Join(", ", next)} FROM ({sql}) AS {plan.NextAlias()}";
    }

    /// <summary>
    /// Returns the condition for matching a step again. The first step does not require an existing sequence, because it starts a new
    /// sequence.
    /// </summary>
    private string RepeatCondition(int step)
    {
        var hasSequence = step == 0 ? "true" : Text($"ra{step}");
        return Text($"(NOT f{step} AND {hasSequence} AND coalesce({Condition(step, step, "r")}, false)) AS h{step}");
    }

    private string Level(string sql, IEnumerable<string> columns) =>
        $"SELECT *, {string.Join(", ", columns)} FROM ({sql}) AS {plan.NextAlias()}";

    private IEnumerable<string> Remaining(int step)
    {
        var isLeft = step + 1 < Steps ? Text($"f{step + 1}") : "false";
        yield return Text($"(a{step} AND NOT {isLeft}) AS ra{step}");
        foreach (var latest in Known(step))
        {
            var value = Value(step, latest);
            yield return $"CASE WHEN {isLeft} THEN {Empty(latest)} ELSE {value} END AS r{value}";
        }
    }

    private IEnumerable<string> Declared(int step) => sequence.Steps[step].Values.Select((value, i) =>
    {
        var sql = Text($"CASE WHEN h{step} THEN {Scalar(value, step, step, "r")} END");
        if (step > 0)
            sql = Text($"CASE WHEN f{step} THEN {Scalar(value, step, step - 1, "")} ELSE {sql} END");
        return Text($"{sql} AS d{step}_{i}");
    });

    private IEnumerable<string> After(int step)
    {
        yield return Text($"(f{step} OR ra{step} OR h{step})");
        yield return step == 0 ? "CASE WHEN h0 AND NOT ra0 THEN x ELSE m0 END"
            : Text($"CASE WHEN f{step} THEN m{step - 1} ELSE m{step} END");
        yield return sequence.Steps[step].IsReturned ? Text($"(f{step} OR h{step})") : "false";
        foreach (var latest in Known(step))
        {
            var remaining = "r" + Value(step, latest);
            yield return latest.Step == step
                ? Text($"CASE WHEN f{step} OR h{step} THEN {Current(latest, step)} ELSE {remaining} END")
                : Text($"CASE WHEN f{step} THEN {Value(step - 1, latest)} ELSE {remaining} END");
        }

        for (var i = 0; i < sequence.Declared.Count; i++)
            yield return Text($"d{step}_{i}");
    }

    /// <summary>Returns the value in the current row.</summary>
    private string Current(Latest latest, int step)
    {
        for (var i = 0; i < sequence.Declared.Count; i++)
        {
            if (ReferenceEquals(sequence.Declared[i].Column, latest.Row))
                return Text($"d{step}_{i}");
        }

        return _input[latest.Row].Sql;
    }

    private string Condition(int step, int state, string prefix) =>
        new ScalarWriter(plan, Seen(step, state, prefix)).WriteCondition(sequence.Steps[step].Condition);

    private string Scalar(ScalarNode value, int step, int state, string prefix) =>
        new ScalarWriter(plan, Seen(step, state, prefix)).Write(value);

    /// <summary>
    /// Returns the columns that a step's expressions can read: the columns of the row, and the columns of the latest rows in the state.
    /// </summary>
    private SelectQuery Seen(int step, int state, string prefix) => new("",
    [
        .. _input.Columns,
        .. _latest.Where(latest => latest.Step <= step).Select(latest => new SelectColumn(latest.Column,
            latest.Step <= state ? prefix + Value(state, latest) : Empty(latest), true)),
    ]);

    private SelectQuery Matches()
    {
        var alias = plan.NextAlias();
        var branches = Enumerable.Range(0, Steps).Where(step => sequence.Steps[step].IsReturned).Select(step =>
        {
            var values = sequence.Columns.Select(column => Returned(column, step))
                .Select((sql, i) => Text($"{sql} AS c{i}"));
            return Text($"SELECT {string.Join(", ", values)}, r.g AS g, r.n AS n, {Steps - step} AS k ")
                + Text($"FROM {_states} AS s JOIN {_rows} AS r ON r.g = s.g AND r.n = s.n WHERE s.o{step}");
        }).ToList();
        var source = branches.Count > 0 ? string.Join(" UNION ALL ", branches)
            : $"SELECT {string.Join(", ", sequence.Columns.Select((column, i) => Text($"{SqlText.Null(column.Type)} AS c{i}")))}, "
                + "1 AS g, 1 AS n, 1 AS k WHERE false";
        return new SelectQuery($"({source}) AS {alias}",
            [.. sequence.Columns.Select((column, i) => new SelectColumn(column, Text($"{alias}.c{i}"), true))])
        {
            OrderBy = [.. new[] { "g", "n", "k" }.Select(name => new OrderTerm($"{alias}.{name}", true, false))],
        };
    }

    private string Returned(PlanColumn column, int step)
    {
        if (ReferenceEquals(column, sequence.MatchId))
            return Text($"s.m{step}");
        for (var i = 0; i < sequence.Declared.Count; i++)
        {
            if (ReferenceEquals(sequence.Declared[i].Column, column))
                return Text($"s.d{step}_{i}");
        }

        return "r." + _input[column].Sql;
    }

    private static string Comma(string list) => list.Length == 0 ? "" : ", " + list;

    private static string Text(System.Runtime.CompilerServices.DefaultInterpolatedStringHandler text) =>
        string.Create(CultureInfo.InvariantCulture, ref text);

    /// <summary>A value from a step's latest row, and the column that represents it in expressions.</summary>
    private sealed record Latest(int Step, PlanColumn Row, PlanColumn Column);
}
