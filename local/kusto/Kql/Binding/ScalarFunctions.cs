using static LocalKusto.KustoType;

namespace LocalKusto.Kql.Binding;

/// <summary>A scalar function: how many arguments it takes, and what it becomes.</summary>
internal sealed record ScalarFunction(int Least, int Most, Func<IReadOnlyList<Scalar>, Scalar> Bind);

/// <summary>Scalar functions whose SQL depends on their arguments alone.</summary>
internal static class ScalarFunctions
{
    private const int Many = 64;

    private static readonly HashSet<string> NameKeepers =
    [
        "tostring", "toint", "tolong", "todouble", "toreal", "tobool", "todatetime", "totimespan", "toguid", "todecimal", "tohex",
        "bin", "floor", "ceiling", "round", "startofday", "abs", "sqrt", "log", "log10", "log2", "exp", "exp2",
    ];

    private static readonly Dictionary<string, ScalarFunction> Functions = new()
    {
        ["not"] = new(1, 1, a => a[0].Constant is bool known ? Constants.Of(!known) : Of(Bool, $"(NOT {a[0].Sql})")),
        ["isempty"] = new(1, 1, a => a[0].IsEmpty is { } known ? Constants.Of(known) : Of(Bool, a[0].Type == KustoType.String ? $"({a[0].Sql} = '')" : $"({a[0].Sql} IS NULL)")),
        ["isnotempty"] = new(1, 1, a => a[0].IsEmpty is { } known ? Constants.Of(!known) : Of(Bool, a[0].Type == KustoType.String ? $"({a[0].Sql} <> '')" : $"({a[0].Sql} IS NOT NULL)")),
        ["isnull"] = new(1, 1, a => Constants.IsNull(a[0]) is { } known ? Constants.Of(known) : Of(Bool, $"({a[0].Sql} IS NULL)")),
        ["isnotnull"] = new(1, 1, a => Constants.IsNull(a[0]) is { } known ? Constants.Of(!known) : Of(Bool, $"({a[0].Sql} IS NOT NULL)")),
        ["isnan"] = new(1, 1, a => Of(Bool, $"coalesce(isnan({a[0].Sql}), false)")),

        ["strcmp"] = new(2, 2, a => Of(Long, $"CASE WHEN {Text(a[0])} < {Text(a[1])} THEN -1 WHEN {Text(a[0])} > {Text(a[1])} THEN 1 ELSE 0 END::BIGINT")),
        ["strlen"] = new(1, 1, a => Of(Long, $"length({Text(a[0])})")),
        ["toupper"] = new(1, 1, a => Of(KustoType.String, $"upper({Text(a[0])})")),
        ["tolower"] = new(1, 1, a => Of(KustoType.String, $"lower({Text(a[0])})")),
        ["reverse"] = new(1, 1, a => Of(KustoType.String, $"reverse({Text(a[0])})")),
        ["strcat"] = new(1, Many, a => Of(KustoType.String, $"concat({string.Join(", ", a.Select(Text))})")),
        ["strcat_delim"] = new(2, Many, a => Of(KustoType.String, $"({string.Join($" || {Text(a[0])} || ", a.Skip(1).Select(Text))})")),
        ["substring"] = new(2, 3, a => Of(KustoType.String, Substring(a))),
        ["replace_string"] = new(3, 3, a => Of(KustoType.String, $"replace({Text(a[0])}, {Text(a[1])}, {Text(a[2])})")),
        ["replace_regex"] = new(3, 3, a => Of(KustoType.String, $"regexp_replace({Text(a[0])}, {Text(a[1])}, {Text(a[2])}, 'g')")),
        ["trim"] = new(2, 2, a => Of(KustoType.String, $"regexp_replace(regexp_replace({Text(a[1])}, '^(?:' || {Text(a[0])} || ')', ''), '(?:' || {Text(a[0])} || ')$', '')")),
        ["trim_start"] = new(2, 2, a => Of(KustoType.String, $"regexp_replace({Text(a[1])}, '^(?:' || {Text(a[0])} || ')', '')")),
        ["trim_end"] = new(2, 2, a => Of(KustoType.String, $"regexp_replace({Text(a[1])}, '(?:' || {Text(a[0])} || ')$', '')")),
        ["indexof"] = new(2, 2, a => Of(Long, $"(instr({Text(a[0])}, {Text(a[1])}) - 1)")),
        ["split"] = new(2, 2, a => Of(Dynamic, $"to_json(string_split({Text(a[0])}, {Text(a[1])}))")),
        ["extract"] = new(3, 3, a => Of(KustoType.String, $"coalesce(regexp_extract({Text(a[2])}, {Text(a[0])}, {a[1].Sql}::INTEGER), '')")),
        ["hash_md5"] = new(1, 1, a => Of(KustoType.String, $"CASE WHEN {Text(a[0])} = '' THEN '' ELSE md5({Text(a[0])}) END")),
        ["hash_sha256"] = new(1, 1, a => Of(KustoType.String, $"CASE WHEN {Text(a[0])} = '' THEN '' ELSE sha256({Text(a[0])}) END")),

        ["iff"] = new(3, 3, Iff),
        ["iif"] = new(3, 3, Iff),
        ["case"] = new(3, Many, Case),
        ["coalesce"] = new(2, Many, Coalesce),
        ["max_of"] = new(2, Many, a => new Scalar(a[0].Type, $"greatest({string.Join(", ", a.Select(value => value.Sql))})")),
        ["min_of"] = new(2, Many, a => new Scalar(a[0].Type, $"least({string.Join(", ", a.Select(value => value.Sql))})")),

        ["abs"] = new(1, 1, a => a[0] with { Sql = $"abs({a[0].Sql})", IsSimple = false, Constant = null }),
        ["sign"] = new(1, 1, a => Of(Long, $"sign({a[0].Sql})::BIGINT")),
        ["sqrt"] = new(1, 1, a => Of(Real, $"TRY(sqrt({a[0].Sql}::DOUBLE))")),
        ["pow"] = new(2, 2, a => Of(Real, $"pow({a[0].Sql}::DOUBLE, {a[1].Sql}::DOUBLE)")),
        ["exp"] = new(1, 1, a => Of(Real, $"exp({a[0].Sql}::DOUBLE)")),
        ["log"] = new(1, 1, a => Of(Real, $"TRY(ln({a[0].Sql}::DOUBLE))")),
        ["log2"] = new(1, 1, a => Of(Real, $"TRY(log2({a[0].Sql}::DOUBLE))")),
        ["log10"] = new(1, 1, a => Of(Real, $"TRY(log10({a[0].Sql}::DOUBLE))")),
        ["ceiling"] = new(1, 1, a => a[0].Type is Int or Long ? a[0] : Of(Real, $"ceil({a[0].Sql})")),
        ["round"] = new(1, 2, a => a[0].Type is Int or Long ? a[0] : Of(Real, a.Count == 1 ? $"round({a[0].Sql})" : $"round({a[0].Sql}, {a[1].Sql}::INTEGER)")),
        ["bin"] = new(2, 2, Bin),
        ["floor"] = new(2, 2, Bin),
        ["rand"] = new(0, 0, _ => Of(Real, "random()")),
        ["new_guid"] = new(0, 0, _ => Of(KustoType.Guid, "gen_random_uuid()")),

        ["startofday"] = new(1, 2, a => Start("day", a)),
        ["startofmonth"] = new(1, 2, a => Start("month", a)),
        ["startofyear"] = new(1, 2, a => Start("year", a)),
        ["startofweek"] = new(1, 2, a => Start("week", a)),
        ["endofday"] = new(1, 1, a => End("day", a)),
        ["endofmonth"] = new(1, 1, a => End("month", a)),
        ["endofyear"] = new(1, 1, a => End("year", a)),
        ["endofweek"] = new(1, 1, a => End("week", a)),
        ["dayofweek"] = new(1, 1, a => Of(KustoType.TimeSpan, $"(dayofweek({a[0].Sql}) * 864000000000)")),
        ["dayofmonth"] = new(1, 1, a => Of(Int, $"day({a[0].Sql})::INTEGER")),
        ["dayofyear"] = new(1, 1, a => Of(Int, $"dayofyear({a[0].Sql})::INTEGER")),
        ["hourofday"] = new(1, 1, a => Of(Int, $"hour({a[0].Sql})::INTEGER")),
        ["monthofyear"] = new(1, 1, a => Of(Int, $"month({a[0].Sql})::INTEGER")),
        ["getmonth"] = new(1, 1, a => Of(Int, $"month({a[0].Sql})::INTEGER")),
        ["getyear"] = new(1, 1, a => Of(Int, $"year({a[0].Sql})::INTEGER")),
        ["week_of_year"] = new(1, 1, a => Of(Int, $"weekofyear({a[0].Sql})::INTEGER")),
        ["make_datetime"] = new(3, 6, a => Of(KustoType.DateTime, $"TRY(make_timestamp({string.Join(", ", a.Select(value => $"{value.Sql}::BIGINT").Concat(Enumerable.Repeat("0", 5 - Math.Min(a.Count, 5))))}, {(a.Count == 6 ? a[5].Sql : "0")}::DOUBLE))")),
        ["unixtime_seconds_todatetime"] = new(1, 1, a => Of(KustoType.DateTime, $"make_timestamp(({a[0].Sql} * 1000000)::BIGINT)")),
        ["unixtime_milliseconds_todatetime"] = new(1, 1, a => Of(KustoType.DateTime, $"make_timestamp(({a[0].Sql} * 1000)::BIGINT)")),
        ["unixtime_microseconds_todatetime"] = new(1, 1, a => Of(KustoType.DateTime, $"make_timestamp({a[0].Sql}::BIGINT)")),

        ["parse_json"] = new(1, 1, ParseJson),
        ["todynamic"] = new(1, 1, ParseJson),
        ["array_length"] = new(1, 1, a => Of(Long, $"CASE WHEN json_type({a[0].Sql}) = 'ARRAY' THEN json_array_length({a[0].Sql})::BIGINT END")),
        ["bag_keys"] = new(1, 1, a => Of(Dynamic, $"to_json(json_keys({a[0].Sql}))")),
        ["pack_array"] = new(1, Many, a => Of(Dynamic, $"json_array({string.Join(", ", a.Select(Json))})")),
        ["bag_pack"] = new(2, Many, Pack),
        ["pack"] = new(2, Many, Pack),
    };

    public static ScalarFunction? Find(string name) => Functions.GetValueOrDefault(name);

    public static bool KeepsName(string function) => NameKeepers.Contains(function);

    private static Scalar Of(KustoType type, string sql) => new(type, sql, IsNullable: type != KustoType.String);

    private static string Text(Scalar value) => Binder.TextSql(value);

    private static string Json(Scalar value) => Binder.JsonSql(value);

    private static string Substring(IReadOnlyList<Scalar> a)
    {
        var (text, start) = (Text(a[0]), a[1].Sql);
        var from = $"CASE WHEN {start} < 0 THEN greatest(length({text}) + {start}, 0) ELSE {start} END + 1";
        return a.Count == 3 ? $"coalesce(substring({text}, {from}, greatest({a[2].Sql}, 0)), '')" : $"coalesce(substring({text}, {from}), '')";
    }

    private static Scalar Iff(IReadOnlyList<Scalar> a)
    {
        var (then, other) = Binder.SameType(a[1], a[2]);
        if (a[0].Constant is bool known)
            return known ? then : other;
        return new Scalar(then.Type, $"CASE WHEN {a[0].Sql} THEN {then.Sql} ELSE {other.Sql} END");
    }

    private static Scalar Case(IReadOnlyList<Scalar> a)
    {
        var result = a[^1];
        for (var i = 1; i < a.Count - 1; i += 2)
            result = Binder.SameType(result, a[i]).Left;
        var sql = "";
        for (var i = 0; i + 1 < a.Count; i += 2)
        {
            var then = Binder.SameType(a[i + 1], result).Left;
            if (a[i].Constant is false)
                continue;
            if (a[i].Constant is not true)
            {
                sql += $" WHEN {a[i].Sql} THEN {then.Sql}";
                continue;
            }

            result = then;
            break;
        }

        return sql.Length == 0 ? result : new Scalar(result.Type, $"CASE{sql} ELSE {result.Sql} END");
    }

    private static Scalar Coalesce(IReadOnlyList<Scalar> a)
    {
        if (a[0].Type == KustoType.String)
            return Of(KustoType.String, $"coalesce({string.Join(", ", a.Select(value => $"nullif({value.Sql}, '')"))}, '')");
        var widest = a.Aggregate((left, right) => Binder.SameType(left, right).Left);
        return new Scalar(widest.Type, $"coalesce({string.Join(", ", a.Select(value => Binder.SameType(value, widest).Left.Sql))})");
    }

    /// <summary>Rounds towards minus infinity; times count from the year 1, as Kusto's ticks do.</summary>
    private static Scalar Bin(IReadOnlyList<Scalar> a)
    {
        var (value, size) = (a[0], a[1]);
        switch (value.Type)
        {
            case KustoType.DateTime:
                var us = $"({size.Sql} // 10)";
                return Of(KustoType.DateTime, $"make_timestamp(((epoch_us({value.Sql}) + 62135596800000000) // nullif({us}, 0)) * {us} - 62135596800000000)");
            case Int or Long or KustoType.TimeSpan when size.Type != Real:
                return Of(value.Type == KustoType.TimeSpan ? KustoType.TimeSpan : Long, $"CASE WHEN {size.Sql} > 0 THEN {value.Sql} - ((({value.Sql} % {size.Sql}) + {size.Sql}) % {size.Sql}) END");
            default:
                return Of(Real, $"CASE WHEN {size.Sql} > 0 THEN floor({value.Sql} / {size.Sql}::DOUBLE) * {size.Sql}::DOUBLE END");
        }
    }

    /// <summary>Weeks start on Sunday; DuckDB's on Monday.</summary>
    private static string StartSql(string unit, string time) => unit == "week"
        ? $"(date_trunc('day', {time}) - to_days(dayofweek({time})::INTEGER))"
        : $"date_trunc('{unit}', {time})";

    /// <summary>Whether the SQL may answer something else the next time.</summary>
    public static bool IsVolatile(string sql) =>
        sql.Contains("random()", StringComparison.Ordinal) || sql.Contains("gen_random_uuid()", StringComparison.Ordinal);

    private static string Step(string unit, string count) => unit switch
    {
        "day" => $"to_days(({count})::INTEGER)",
        "week" => $"to_days((7 * ({count}))::INTEGER)",
        "month" => $"to_months(({count})::INTEGER)",
        _ => $"to_years(({count})::INTEGER)",
    };

    private static Scalar Start(string unit, IReadOnlyList<Scalar> a)
    {
        var start = StartSql(unit, a[0].Sql);
        return Of(KustoType.DateTime, a.Count == 1 ? $"{start}::TIMESTAMP" : $"({start} + {Step(unit, a[1].Sql)})::TIMESTAMP");
    }

    private static Scalar End(string unit, IReadOnlyList<Scalar> a) =>
        Of(KustoType.DateTime, $"({StartSql(unit, a[0].Sql)} + {Step(unit, "1")} - to_microseconds(1))::TIMESTAMP");

    /// <summary>Text that is not JSON is a string; DuckDB would raise an error.</summary>
    private static Scalar ParseJson(IReadOnlyList<Scalar> a) => a[0].Type == Dynamic
        ? a[0]
        : Of(Dynamic, $"CASE WHEN {Text(a[0])} = '' THEN NULL WHEN json_valid({Text(a[0])}) THEN nullif({Text(a[0])}::JSON, 'null'::JSON) ELSE to_json({Text(a[0])}) END");

    private static Scalar Pack(IReadOnlyList<Scalar> a) =>
        Of(Dynamic, $"json_object({string.Join(", ", a.Select((value, i) => i % 2 == 0 ? Text(value) : Json(value)))})");
}
