using LocalKusto.Kql.Syntax;

namespace LocalKusto.Kql.Binding;

internal sealed partial class Binder
{
    private Relation Apply(Operator step, Relation input) => step switch
    {
        WhereOperator where => Where(where, input),
        ProjectOperator { Kind: "project" } project => Project(project, input),
        ProjectOperator { Kind: "extend" } extend => Extend(extend, input),
        ProjectOperator pick => Pick(pick, input),
        SummarizeOperator summarize => Summarize(summarize, input),
        SortOperator sort => Sort(sort, input),
        TakeOperator take => input.Limited(CountSql(take.Count)),
        DistinctOperator distinct => Distinct(distinct, input),
        CountOperator => Single(input.Open().Grouped([new BoundColumn("Count", KustoType.Long, "count(*)", false)], [])),
        JoinOperator join => Join(join, input),
        UnionOperator union => Union(input, union),
        AsOperator name => input.Named(name.Name),
        GetSchemaOperator => Schema(input),
        SerializeOperator => input,
        RenderOperator render => Render(render, input),
        _ => throw Unsupported(step, step.GetType().Name),
    };

    /// <summary>One group of all rows gives a row even for no rows, which SQL does without GROUP BY.</summary>
    private static Relation Single(Relation relation) => relation.Wrap();

    private Relation Render(RenderOperator render, Relation input)
    {
        _visualization = new Visualization(render.Kind, render.Properties);
        return input;
    }

    private Relation Where(WhereOperator where, Relation input)
    {
        var open = OpenFor(input, where.Predicate);
        var predicates = Conjuncts(where.Predicate).Select(conjunct => BindConjunct(conjunct, open)).ToList();
        if (predicates.Exists(predicate => predicate.Type is not (KustoType.Bool or KustoType.Dynamic)))
            throw Semantic(where, "SEM0100", "The predicate of 'where' must be a bool.");
        return predicates
            .Where(predicate => predicate.Constant is not true)
            .Aggregate(open, (relation, predicate) => relation.Where(Truth(predicate)));
    }

    private static IEnumerable<Expression> Conjuncts(Expression predicate) => predicate is BinaryExpression { Operator: "and" } both
        ? Conjuncts(both.Left).Concat(Conjuncts(both.Right))
        : [predicate];

    /// <summary>
    /// A part of a WHERE that is null passes no more rows than one that is false. So equality need not say which it is, and DuckDB looks into
    /// an index, or skips rows by their least and greatest values, only for a plain one.
    /// </summary>
    private Scalar BindConjunct(Expression conjunct, Relation input)
    {
        if (conjunct is not BinaryExpression { Operator: "==" } equality)
            return BindScalar(conjunct, input);
        var (left, right) = Common(equality, BindScalar(equality.Left, input), BindScalar(equality.Right, input));
        return left.IsNullable && right.IsNullable ? Equality(equality, left, right) : Bool($"({left.Sql} = {right.Sql})");
    }

    /// <summary>Columns that are computed get a SELECT of their own before an expression reads them, so that they are computed once.</summary>
    private static Relation OpenFor(Relation input, params IEnumerable<Expression> readers)
    {
        var names = input.Columns.Where(column => !column.IsSimple).Select(column => column.Name).ToHashSet();
        return input.Open(needsSimpleColumns: names.Count > 0 && readers.Any(reader => ReadsAny(reader, names)));
    }

    private static bool ReadsAny(Expression expression, HashSet<string> names) => expression switch
    {
        NameExpression name => names.Contains(name.Name),
        LiteralExpression or PipelineExpression => false,
        MemberExpression member => ReadsAny(member.Target, names),
        IndexExpression index => ReadsAny(index.Target, names) || ReadsAny(index.Index, names),
        CallExpression call => call.Arguments.Any(argument => ReadsAny(argument.Value, names)),
        UnaryExpression unary => ReadsAny(unary.Operand, names),
        BinaryExpression binary => ReadsAny(binary.Left, names) || ReadsAny(binary.Right, names),
        BetweenExpression between => ReadsAny(between.Value, names) || ReadsAny(between.Low, names) || ReadsAny(between.High, names),
        InExpression contains => ReadsAny(contains.Value, names) || contains.Items.Any(item => ReadsAny(item, names)),
        _ => true,
    };

    private Relation Project(ProjectOperator project, Relation input)
    {
        var open = OpenFor(WithoutLimit(input, project.Columns), project.Columns.Select(column => column.Value));
        var columns = new List<BoundColumn>();
        var names = new NameSource();
        foreach (var column in project.Columns)
        {
            var value = BindScalar(column.Value, open);
            columns.Add(new BoundColumn(names.Of(column.Name ?? DefaultName(column.Value)), value.Type, value.Sql, value.IsSimple));
        }

        return open.WithColumns(columns);
    }

    private Relation Extend(ProjectOperator extend, Relation input)
    {
        var open = OpenFor(WithoutLimit(input, extend.Columns), extend.Columns.Select(column => column.Value));
        var columns = open.Columns.ToList();
        var names = new NameSource(columns.Select(column => column.Name));
        foreach (var column in extend.Columns)
        {
            var value = BindScalar(column.Value, open);
            var name = column.Name ?? DefaultName(column.Value);
            var bound = new BoundColumn(name ?? names.Of(null), value.Type, value.Sql, value.IsSimple);
            var existing = columns.FindIndex(other => other.Name == bound.Name);
            if (existing >= 0)
                columns[existing] = bound;
            else
                columns.Add(bound);
        }

        return open.WithColumns(columns);
    }

    /// <summary>Plain columns may be picked over a limit; what computes goes around it.</summary>
    private static Relation WithoutLimit(Relation input, IEnumerable<NamedExpression> columns) =>
        columns.All(column => column.Value is NameExpression) && input.GroupBy is null && !input.IsDistinct ? input : input.Open();

    private Relation Pick(ProjectOperator pick, Relation input)
    {
        if (pick.Kind == "project-rename")
        {
            var renamed = input.Columns.ToList();
            foreach (var (name, value) in pick.Columns)
            {
                var index = renamed.FindIndex(column => value is NameExpression old && column.Name == old.Name);
                if (index < 0 || name is null)
                    throw Semantic(pick, "SEM0100", "project-rename takes new = old, where old is a column.");
                renamed[index] = renamed[index] with { Name = name };
            }

            return input.WithColumns(renamed);
        }

        var patterns = pick.Columns.Select(column => ((NameExpression)column.Value).Name).ToList();
        foreach (var pattern in patterns)
        {
            if (!pattern.Contains('*', StringComparison.Ordinal) && input.Columns.All(column => column.Name != pattern))
                throw Semantic(pick, "SEM0100", $"Failed to resolve column named '{pattern}'");
        }

        bool Matches(BoundColumn column, string pattern) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, column.Name, ignoreCase: false);
        return input.WithColumns(pick.Kind switch
        {
            "project-away" => [.. input.Columns.Where(column => !patterns.Any(pattern => Matches(column, pattern)))],
            "project-keep" => [.. input.Columns.Where(column => patterns.Any(pattern => Matches(column, pattern)))],
            _ => [.. patterns.SelectMany(pattern => input.Columns.Where(column => Matches(column, pattern))).Concat(input.Columns).DistinctBy(column => column.Name)],
        });
    }

    private Relation Summarize(SummarizeOperator summarize, Relation input)
    {
        var open = input.Open(needsSimpleColumns: true);
        var names = new NameSource();
        var columns = new List<BoundColumn>();
        var keys = new List<string>();
        foreach (var key in summarize.Keys)
        {
            var value = BindScalar(key.Value, open);
            if (value.Type == KustoType.Dynamic)
                throw Semantic(summarize, "SEM0100", "Summarize group key is of a 'dynamic' type. Please use an explicit cast.");
            columns.Add(new BoundColumn(names.Of(key.Name ?? DefaultName(key.Value)), value.Type, value.Sql, false));
            keys.Add(value.Sql);
        }

        // Alone, arg_max is the first row of each group: a window, whose unread columns DuckDB leaves out, and under which it pushes
        // filters of keys. On 200,000 flights with 25 columns that took a quarter of the time of arg_max over a struct.
        if (keys.Count > 0 && summarize.Aggregates is [{ Value: CallExpression { Name: "arg_max" or "arg_min" } pick } single])
        {
            var (extreme, picked) = BindExtreme(single.Name, pick, open, summarize.Keys, names);
            return open.FirstOf(keys, $"{extreme.Sql} {(pick.Name == "arg_max" ? "DESC" : "ASC")} NULLS LAST", [.. columns, extreme, .. picked]);
        }

        // Without an order take_any is DuckDB's own first(); with one it is the row that came first.
        if (keys.Count > 0 && open.OrderBy.Count > 0 && summarize.Aggregates is [{ Value: CallExpression { Name: "take_any" } any }])
            return open.FirstOf(keys, null, [.. columns, .. BindPicked(any, any.Arguments, open, summarize.Keys, names)]);

        foreach (var aggregate in summarize.Aggregates)
            columns.AddRange(BindAggregate(aggregate, open, summarize.Keys, names));
        return summarize.Keys.Count == 0 && summarize.Aggregates.Count > 0
            ? Single(open.Grouped(columns, []))
            : open.Grouped(columns, keys);
    }

    private Relation Distinct(DistinctOperator distinct, Relation input)
    {
        if (distinct.Columns is [{ Value: StarExpression }])
            return input.Open().Distinct();
        var open = OpenFor(input.Open(), distinct.Columns.Select(column => column.Value));
        var names = new NameSource();
        return open.WithColumns([.. distinct.Columns.Select(column =>
        {
            var value = BindScalar(column.Value, open);
            return new BoundColumn(names.Of(column.Name ?? DefaultName(column.Value)), value.Type, value.Sql, value.IsSimple);
        })]).Distinct();
    }

    private Relation Sort(SortOperator sort, Relation input)
    {
        var open = OpenFor(input.Open(), sort.Keys.Select(key => key.Value));
        var keys = new List<string>();
        foreach (var key in sort.Keys)
        {
            var value = BindScalar(key.Value, open);
            if (value.Type == KustoType.Dynamic)
                throw Semantic(sort, "SEM0100", "Cannot sort by a 'dynamic' value; cast it first.");
            var nullsFirst = key.NullsFirst ?? key.IsAscending;
            if (value.Type == KustoType.Real)
                keys.Add($"({value.Sql} IS NULL OR isnan({value.Sql})) {(nullsFirst ? "DESC" : "ASC")} NULLS LAST");
            keys.Add($"{value.Sql} {(key.IsAscending ? "ASC" : "DESC")} NULLS {(nullsFirst ? "FIRST" : "LAST")}");
        }

        var sorted = open.Sorted(keys);
        return sort.Count is null ? sorted : sorted.Limited(CountSql(sort.Count));
    }

    private string CountSql(Expression count)
    {
        var value = BindScalar(count, null);
        if (value.Type is not (KustoType.Int or KustoType.Long))
            throw Semantic(count, "SEM0100", "The number of rows must be a whole number.");
        return $"greatest({value.Sql}, 0)";
    }

    private Relation Union(Relation? input, UnionOperator union)
    {
        var branches = new List<(Relation Relation, string Label)>();
        if (input is not null)
            branches.Add((input, "union_arg0"));
        foreach (var other in union.Others)
        {
            var label = other is { Source: NameExpression name, Operators.Count: 0 } ? name.Name : $"union_arg{branches.Count}";
            branches.Add((BindPipeline(other), label));
        }

        var typed = branches.SelectMany(branch => branch.Relation.Columns).Select(column => (column.Name, column.Type)).Distinct().ToList();
        if (union.Kind == "inner")
            typed.RemoveAll(column => !branches.TrueForAll(branch => branch.Relation.Columns.Any(other => (other.Name, other.Type) == column)));
        var ambiguous = typed.GroupBy(column => column.Name).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();
        var names = typed.Select(column => (ambiguous.Contains(column.Name) ? $"{column.Name}_{KustoNames.Of(column.Type)}" : column.Name, column.Type));
        if (union.SourceColumn is not null)
            names = names.Prepend((union.SourceColumn, KustoType.String));

        // Branches that a query parameter has made empty are left out, so that the database sees the table which remains.
        var remaining = branches.Where(branch => !branch.Relation.IsEmpty).ToList();
        if (remaining is [var only])
            return only.Relation.WithColumns([.. ColumnsOf(only.Relation, only.Label).Zip(names, (column, name) => column with { Name = name.Item1 })]);

        var selects = (remaining.Count > 0 ? remaining : branches).Select(branch =>
        {
            var wrapped = branch.Relation.Wrap();
            return wrapped.WithColumns([.. ColumnsOf(wrapped, branch.Label)]).Sorted([]).ToSql();
        }).ToList();

        IEnumerable<BoundColumn> ColumnsOf(Relation relation, string label)
        {
            var columns = typed.Select(column =>
                relation.Columns.FirstOrDefault(other => (other.Name, other.Type) == column)
                ?? new BoundColumn(column.Name, column.Type, Sql.Null(column.Type), true));
            return union.SourceColumn is null
                ? columns
                : columns.Prepend(new BoundColumn(union.SourceColumn, KustoType.String, Sql.Quote(label), true));
        }

        var alias = _aliases.Next();
        return new Relation(
            _aliases,
            $"({string.Join(" UNION ALL ", selects.Select(select => $"({select})"))}) AS {alias}",
            [.. names.Select((column, i) => new BoundColumn(column.Item1, column.Item2, $"{alias}.c{i}", true))]);
    }

    private Relation Schema(Relation input)
    {
        var alias = _aliases.Next();
        var rows = input.Columns.Select((column, i) =>
            $"({Sql.Quote(column.Name)}, {i}::INTEGER, {Sql.Quote(ClrName(column.Type))}, {Sql.Quote(KustoNames.Of(column.Type))})");
        Column[] columns = [new("ColumnName", KustoType.String), new("ColumnOrdinal", KustoType.Int), new("DataType", KustoType.String), new("ColumnType", KustoType.String)];
        return new Relation(
            _aliases,
            $"(VALUES {string.Join(", ", rows)}) AS {alias}(c0, c1, c2, c3)",
            [.. columns.Select((column, i) => new BoundColumn(column.Name, column.Type, $"{alias}.c{i}", true))]);
    }

    private static string ClrName(KustoType type) => type switch
    {
        KustoType.Bool => "System.SByte",
        KustoType.Int => "System.Int32",
        KustoType.Long => "System.Int64",
        KustoType.Real => "System.Double",
        KustoType.Decimal => "System.Data.SqlTypes.SqlDecimal",
        KustoType.Dynamic => "System.Object",
        _ => "System." + type,
    };
}
