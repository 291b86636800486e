using System.Text;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Writing;

/// <summary>Writes scalar expressions over the columns of one SELECT as SQL.</summary>
internal sealed class ScalarWriter(PlanWriter plan, SelectQuery input)
{
    public string Write(ScalarNode node)
    {
        plan.Enter();
        return node switch
        {
            ConstantNode constant => SqlText.Constant(constant),
            ColumnNode column => plan.Find(input, column.Column),
            CallNode call => Call(call),
            SubqueryNode subquery => plan.Scalar(subquery),
            InQueryNode membership => plan.Exists(membership, input),
            AggregateNode aggregate => Aggregate(aggregate),
            PickNode pick => Picked(pick),
            WindowNode window => Window(window),
            _ => throw new InvalidOperationException($"The node {node.GetType().Name} cannot be written as SQL."),
        };
    }

    /// <summary>Writes the condition of a filter, which rejects both null and false.</summary>
    public string WriteCondition(ScalarNode node) => node switch
    {
        CallNode { Function.Name: "and" } both => $"({string.Join(" AND ", both.Arguments.Select(WriteCondition))})",
        CallNode { Function.Name: "or" } either => $"({string.Join(" OR ", either.Arguments.Select(WriteCondition))})",
        CallNode { Function.FilterTemplate: { } template } call => Fill(template, [.. call.Arguments.Select(Write)]),
        _ => Write(node),
    };

    private string Call(CallNode call)
    {
        string[] arguments = [.. call.Arguments.Select(Write)];
        var sql = call.Function.Sql is { } write ? write(call, arguments) : Fill(call.Function.Template!, arguments);

        // A string is never null.
        return call.Type == KustoType.String
            && (call.Function.Signature.Nulls != ResultNulls.OfArguments || call.Arguments.Any(argument => argument.IsNullable))
            ? $"coalesce({sql}, '')"
            : sql;
    }

    private string Aggregate(AggregateNode aggregate)
    {
        string[] arguments = [.. aggregate.Arguments.Select(Write)];
        var filter = aggregate.Predicate is null ? "" : $" FILTER (WHERE {WriteCondition(aggregate.Predicate)})";
        var order = input.OrderText();
        var sql = aggregate.Function.Sql is { } write
            ? write(aggregate, arguments, filter, order)
            : Fill(aggregate.Function.Template!.Replace("{filter}", filter, StringComparison.Ordinal), arguments);
        return aggregate.Type == KustoType.String ? $"coalesce({sql}, '')" : sql;
    }

    /// <summary>
    /// Writes a picked value. If several rows have the extreme value, all columns are from the same row, because all aggregates read the
    /// rows in the same order.
    /// </summary>
    private string Picked(PickNode pick)
    {
        var value = Write(pick.Value);
        string sql;
        if (pick.Pick.By is not { } by)
            sql = pick.Value.Type == KustoType.String ? $"coalesce(first({value}{input.OrderText()}) FILTER (WHERE {value} <> ''), '')"
                : $"first({value}{input.OrderText()}) FILTER (WHERE {value} IS NOT NULL)";
        else if (ReferenceEquals(by, pick.Value))
            sql = $"{(pick.Pick.IsMax ? "max" : "min")}({value})";
        else
            sql = Extreme(value, Write(by), by.IsNullable, pick.Pick.IsMax);
        return pick.Type == KustoType.String ? $"coalesce({sql}, '')" : sql;
    }

    /// <summary>
    /// Returns the SQL for the value in the row with the extreme value of <paramref name="by"/>, or in any row if <paramref name="by"/> is
    /// null in all rows.
    /// </summary>
    private static string Extreme(string value, string by, bool isNullable, bool isMax)
    {
        var picked = $"{(isMax ? "arg_max_null" : "arg_min_null")}({value}, {by})";
        return isNullable ? $"CASE WHEN count({by}) = 0 THEN first({value}) ELSE {picked} END" : picked;
    }

    private string Window(WindowNode window)
    {
        string[] arguments = [.. window.Arguments.Select(Write)];
        var order = input.OrderText();
        var partition = "";
        if (window.Function.Restart is { } at && window.Arguments[at] is not ConstantNode { Value: false })
            partition = $"PARTITION BY {arguments[at]}";
        var sql = Fill(window.Function.Template.Replace("{order}", order, StringComparison.Ordinal)
            .Replace("{partition}", partition, StringComparison.Ordinal), arguments);
        return window.Type == KustoType.String ? $"coalesce({sql}, '')"
            : $"{sql}{(window.Type is KustoType.Long or KustoType.Int ? "::" + window.Type.DuckDbName() : "")}";
    }

    /// <summary>
    /// Replaces {0}, {1} and so on in the template with the arguments, {*} with all arguments, and {+} with all arguments but the first.
    /// </summary>
    private string Fill(string template, string[] arguments)
    {
        var sql = new StringBuilder();
        for (var at = 0; at < template.Length; at++)
        {
            if (template[at] != '{' || at + 2 >= template.Length || template[at + 2] != '}')
                sql.Append(template[at]);
            else if (template[at + 1] == '*')
                (_, at) = (sql.AppendJoin(", ", arguments), at + 2);
            else if (template[at + 1] == '+')
                (_, at) = (sql.AppendJoin(", ", arguments.Skip(1)), at + 2);
            else
                (_, at) = (sql.Append(arguments[template[at + 1] - '0']), at + 2);
        }

        plan.Check(sql.Length);
        return sql.ToString();
    }
}
