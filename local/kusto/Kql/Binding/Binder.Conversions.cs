namespace LocalKusto.Kql.Binding;

internal sealed partial class Binder
{
    private const string TicksPerDay = "864000000000";

    /// <summary>A value as another type, by the rules of the to…() functions: what cannot be converted is null, never an error.</summary>
    private static Scalar Convert(Scalar value, KustoType type)
    {
        if (value.Type == type)
            return value;
        if (value.Constant is long number && type is KustoType.Int or KustoType.Real && value.Type is KustoType.Long or KustoType.Int)
            return type == KustoType.Real ? Constant(type, (double)number) : new Scalar(type, $"({number})::INTEGER", true, (int)number, false);
        if (value is { IsNullable: false, Constant: null } && value.Type != KustoType.String)
            value = value with { IsNullable = true };
        if (value.Type == KustoType.String && value.Constant is null && value.Sql == "''" && type != KustoType.String)
            return Constant(type, null);
        return new Scalar(type, ConvertSql(value, type), IsNullable: true);
    }

    private static string ConvertSql(Scalar value, KustoType type)
    {
        var sql = value.Sql;
        return (value.Type, type) switch
        {
            (_, KustoType.String) => AsText(value).Sql,
            (_, KustoType.Dynamic) => JsonOf(value),
            (KustoType.Int, KustoType.Long) or (KustoType.Int or KustoType.Long, KustoType.Real) => $"{sql}::{Sql.TypeName(type)}",
            (KustoType.Int or KustoType.Long or KustoType.Real, KustoType.Decimal) => $"TRY_CAST({sql} AS {Sql.TypeName(type)})",
            (KustoType.Long, KustoType.Int) => $"((({sql} + 2147483648) & 4294967295) - 2147483648)::INTEGER",
            (KustoType.Real, KustoType.Long) =>
                $"CASE WHEN isnan({sql}) THEN NULL WHEN {sql} >= 9223372036854775807 THEN 9223372036854775807 WHEN {sql} <= -9223372036854775808 THEN (-9223372036854775808)::BIGINT ELSE trunc({sql})::BIGINT END",
            (KustoType.Real, KustoType.Int) => $"TRY_CAST(trunc(greatest(least({sql}, 2147483647), -2147483648)) AS INTEGER)",
            (KustoType.Decimal, KustoType.Real) => $"{sql}::DOUBLE",
            (KustoType.Decimal, _) => $"TRY_CAST(trunc({sql}) AS {Sql.TypeName(type)})",
            (KustoType.Bool, KustoType.Int or KustoType.Long or KustoType.Real) => $"{sql}::INTEGER::{Sql.TypeName(type)}",
            (KustoType.Int or KustoType.Long or KustoType.Real, KustoType.Bool) => $"({sql} <> 0)",
            (KustoType.TimeSpan, KustoType.Long) => sql,
            (KustoType.Long or KustoType.Int, KustoType.TimeSpan) => $"{sql}::BIGINT",
            (KustoType.DateTime, KustoType.Long) => $"((epoch_us({sql}) + 62135596800000000) * 10)",
            (KustoType.Long or KustoType.Int, KustoType.DateTime) => $"make_timestamp({sql} // 10 - 62135596800000000)",
            (KustoType.String, _) => FromText(sql, type),
            (KustoType.Dynamic, KustoType.Real or KustoType.Bool or KustoType.Guid or KustoType.DateTime or KustoType.TimeSpan or KustoType.Decimal) => FromText($"coalesce({sql} ->> '$', '')", type),
            (KustoType.Dynamic, KustoType.Long or KustoType.Int) =>
                $"CASE json_type({sql}) WHEN 'VARCHAR' THEN {FromText($"({sql} ->> '$')", type)} WHEN 'BOOLEAN' THEN ({sql} ->> '$' = 'true')::{Sql.TypeName(type)} ELSE TRY_CAST(trunc(TRY_CAST({sql} ->> '$' AS DOUBLE)) AS {Sql.TypeName(type)}) END",
            _ => $"TRY_CAST({sql} AS {Sql.TypeName(type)})",
        };
    }

    private static string FromText(string sql, KustoType type) => type switch
    {
        KustoType.Int or KustoType.Long =>
            $"CASE WHEN regexp_full_match(trim({sql}), '[+-]?[0-9]{{1,19}}') THEN TRY_CAST(trim({sql}) AS {Sql.TypeName(type)}) WHEN regexp_full_match(trim({sql}), '0[xX][0-9a-fA-F]{{1,16}}') THEN TRY_CAST(lower(trim({sql})) AS {Sql.TypeName(type)}) END",
        KustoType.Real => $"CASE WHEN NOT contains(lower({sql}), 'x') AND NOT contains({sql}, '_') THEN TRY_CAST(trim({sql}) AS DOUBLE) END",
        KustoType.Bool =>
            $"CASE WHEN lower(trim({sql})) = 'true' THEN true WHEN lower(trim({sql})) = 'false' THEN false WHEN regexp_full_match(trim({sql}), '[+-]?[0-9]+') THEN TRY_CAST(trim({sql}) AS BIGINT) <> 0 END",

        // A direct cast to TIMESTAMP would drop the offset.
        KustoType.DateTime => $"TRY_CAST(TRY_CAST({sql} AS TIMESTAMPTZ) AS TIMESTAMP)",
        KustoType.TimeSpan => TimeSpanFromText(sql),
        KustoType.Guid => $"TRY_CAST(trim({sql}, '{{}} ') AS UUID)",
        _ => $"TRY_CAST({sql} AS {Sql.TypeName(type)})",
    };

    /// <summary>[-][d.]hh:mm:ss[.fffffff]</summary>
    private static string TimeSpanFromText(string sql)
    {
        const string pattern = @"'^(-?)(?:(\d+)\.)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?$'";
        string Group(int i) => $"coalesce(TRY_CAST(regexp_extract({sql}, {pattern}, {i}) AS BIGINT), 0)";
        return $"CASE WHEN regexp_matches({sql}, {pattern}) THEN CASE WHEN starts_with({sql}, '-') THEN -1 ELSE 1 END * "
            + $"({Group(2)} * {TicksPerDay} + {Group(3)} * 36000000000 + {Group(4)} * 600000000 + {Group(5)} * 10000000 "
            + $"+ coalesce(TRY_CAST(rpad(regexp_extract({sql}, {pattern}, 6), 7, '0') AS BIGINT), 0)) END";
    }

    /// <summary>tostring(): null is "", as strings are never null.</summary>
    private static Scalar AsText(Scalar value)
    {
        var sql = value.Sql;
        var text = value.Type switch
        {
            KustoType.String => sql,
            KustoType.Bool => $"CASE WHEN {sql} THEN 'True' WHEN NOT {sql} THEN 'False' ELSE '' END",
            KustoType.Real =>
                $"coalesce(CASE WHEN isnan({sql}) THEN 'NaN' WHEN isinf({sql}) THEN CASE WHEN {sql} > 0 THEN 'Infinity' ELSE '-Infinity' END ELSE regexp_replace(upper({sql}::VARCHAR), '\\.0($|E)', '\\1') END, '')",
            KustoType.Decimal => $"coalesce(regexp_replace({sql}::VARCHAR, '\\.?0+$', ''), '')",
            KustoType.DateTime => $"coalesce(strftime({sql}, '%Y-%m-%dT%H:%M:%S.%f') || '0Z', '')",
            KustoType.TimeSpan => TimeSpanText(sql),
            KustoType.Dynamic => $"coalesce({sql} ->> '$', '')",
            _ => $"coalesce({sql}::VARCHAR, '')",
        };
        return value.Type == KustoType.String ? value : new Scalar(KustoType.String, text, IsNullable: false);
    }

    private static string TimeSpanText(string t) =>
        $"CASE WHEN {t} IS NULL THEN '' ELSE CASE WHEN {t} < 0 THEN '-' ELSE '' END "
        + $"|| CASE WHEN abs({t}) // {TicksPerDay} > 0 THEN (abs({t}) // {TicksPerDay})::VARCHAR || '.' ELSE '' END "
        + $"|| lpad((abs({t}) // 36000000000 % 24)::VARCHAR, 2, '0') || ':' || lpad((abs({t}) // 600000000 % 60)::VARCHAR, 2, '0') "
        + $"|| ':' || lpad((abs({t}) // 10000000 % 60)::VARCHAR, 2, '0') "
        + $"|| CASE WHEN abs({t}) % 10000000 > 0 THEN '.' || lpad((abs({t}) % 10000000)::VARCHAR, 7, '0') ELSE '' END END";

    private static string JsonOf(Scalar value) => value.Type switch
    {
        KustoType.Dynamic => value.Sql,
        KustoType.DateTime or KustoType.TimeSpan => $"to_json(nullif({AsText(value).Sql}, ''))",
        _ => $"to_json({value.Sql})",
    };
}
