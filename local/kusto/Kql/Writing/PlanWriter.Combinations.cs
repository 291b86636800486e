using System.Globalization;
using LocalKusto.Kql.Plan;

namespace LocalKusto.Kql.Writing;

/// <summary>Writes operators that combine tables, and operators that combine rows with the elements of dynamic values.</summary>
internal sealed partial class PlanWriter
{
    private SelectQuery Join(JoinNode join)
    {
        var (left, right) = (Wrap(Select(join.Left)), Wrap(Select(join.Right)));
        var both = new SelectQuery("", [.. left.Columns, .. right.Columns]);
        var writer = new ScalarWriter(this, both);
        var condition = string.Join(" AND ", join.Pairs.Select(pair => Match(pair, writer)));
        var source = join.Kind switch
        {
            JoinKind.LeftSemi => $"{left.Source} SEMI JOIN {right.Source} ON {condition}",
            JoinKind.LeftAnti => $"{left.Source} ANTI JOIN {right.Source} ON {condition}",
            JoinKind.RightSemi => $"{right.Source} SEMI JOIN {left.Source} ON {condition}",
            JoinKind.RightAnti => $"{right.Source} ANTI JOIN {left.Source} ON {condition}",
            JoinKind.InnerUnique => $"{Unique(join, left, writer)} JOIN {right.Source} ON {condition}",
            JoinKind.LeftOuter => $"{left.Source} LEFT JOIN {right.Source} ON {condition}",
            JoinKind.RightOuter => $"{left.Source} RIGHT JOIN {right.Source} ON {condition}",
            JoinKind.FullOuter => $"{left.Source} FULL JOIN {right.Source} ON {condition}",
            _ => $"{left.Source} JOIN {right.Source} ON {condition}",
        };
        return new SelectQuery(source,
            [.. join.Assignments.Select(assignment =>
                new SelectColumn(assignment.Column, writer.Write(assignment.Value), IsSimple(assignment.Value, both)))]);
    }

    /// <summary>
    /// Returns the condition for equal keys. Null keys match null keys. Keys that are never null, such as strings, use the operator =.
    /// </summary>
    private static string Match(KeyPair pair, ScalarWriter writer) => pair.Left.IsNullable || pair.Right.IsNullable
        ? $"{writer.Write(pair.Left)} IS NOT DISTINCT FROM {writer.Write(pair.Right)}"
        : $"{writer.Write(pair.Left)} = {writer.Write(pair.Right)}";

    /// <summary>Returns SQL that selects an arbitrary left row for each key.</summary>
    private static string Unique(JoinNode join, SelectQuery left, ScalarWriter writer)
    {
        var keys = string.Join(", ", join.Pairs.Select(pair => writer.Write(pair.Left)));
        return $"(SELECT * FROM {left.Source} QUALIFY row_number() OVER (PARTITION BY {keys}) = 1) AS "
            + $"{left.Source[(left.Source.LastIndexOf(' ') + 1)..]}";
    }

    private SelectQuery Union(UnionNode union)
    {
        var branches = union.Branches.Select(branch =>
        {
            var query = OpenFor(Select(branch.Input), branch.Values.Where(value => value is not ColumnNode));
            var writer = new ScalarWriter(this, query);
            var columns = union.Columns.Zip(branch.Values, (column, value) => new SelectColumn(column, writer.Write(value), false));
            var plain = query with { Columns = [.. columns] };
            return plain.Limit is null ? plain with { OrderBy = [] } : plain;
        }).ToList();
        var alias = NextAlias();
        return new SelectQuery($"({string.Join(" UNION ALL ", branches.Select(branch => $"({branch.ToSql()})"))}) AS {alias}",
            Numbered(alias, union.Columns));
    }

    /// <summary>Adds lists of the elements to each row and unnests the lists in parallel.</summary>
    private SelectQuery Expand(ExpandNode expand)
    {
        var input = Wrap(Select(expand.Input));
        var writer = new ScalarWriter(this, input);
        var limit = expand.Limit is null ? "1048576::BIGINT" : writer.Write(expand.Limit);
        var lists = expand.Elements.Select(element =>
            $"kql_elements({writer.Write(element.Value)}, {(expand.BagAsArray ? "true" : "false")}, {limit})").ToList();
        var (alias, rows) = (NextAlias(), NextAlias());
        var elements = lists.Select((list, i) => string.Create(CultureInfo.InvariantCulture, $"json_extract({list}, '$[*]') AS l{i}"));
        var listed = $"(SELECT *, {string.Join(", ", elements)} FROM {input.Source}{Conditions(input.Predicates)}) AS {alias}";
        var longest = lists.Count == 1 ? "len(l0)"
            : $"greatest({string.Join(", ", lists.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"len(l{i})")))})";
        var source = $"(SELECT *, unnest(range({longest})) AS n FROM {listed}) AS {rows}";
        var columns = expand.Columns.Select(column =>
        {
            var index = expand.Elements.ToList().FindIndex(element => ReferenceEquals(element.Column, column));
            if (index >= 0)
                return new SelectColumn(column,
                    string.Create(CultureInfo.InvariantCulture, $"nullif({rows}.l{index}[{rows}.n + 1], 'null'::JSON)"), false);
            return ReferenceEquals(column, expand.Index)
                ? new SelectColumn(column, $"{rows}.n", true)
                : input[column] with
                {
                    Sql = $"{rows}.{input[column].Sql[(input[column].Sql.IndexOf('.', StringComparison.Ordinal) + 1)..]}",
                };
        });
        return new SelectQuery(source, [.. columns])
        {
            OrderBy = [.. input.OrderBy.Select(term =>
                term with { Sql = $"{rows}.{term.Sql[(term.Sql.IndexOf('.', StringComparison.Ordinal) + 1)..]}" })],
        };
    }
}
