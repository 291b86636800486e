namespace LocalKusto.Kql.Syntax;

/// <summary>
/// The supported tabular operators, with their syntax. The documentation and the suggestions in error messages are generated from this
/// list.
/// </summary>
internal static class TabularOperators
{
    public static readonly IReadOnlyList<(string Name, string Form)> All =
    [
        ("as", "as Name"),
        ("consume", "consume"),
        ("count", "count"),
        ("distinct", "distinct column, … or *"),
        ("evaluate", "evaluate plugin(…) [: (column: type, …)]"),
        ("extend", "extend name = value, …"),
        ("facet", "facet by column, … [with (operators)]"),
        ("filter", "filter predicate"),
        ("fork", "fork [name =] (operators) …"),
        ("getschema", "getschema"),
        ("invoke", "invoke function(…)"),
        ("join", "join [kind=…] (table) on keys"),
        ("limit", "limit n"),
        ("lookup", "lookup [kind=leftouter or inner] (table) on keys"),
        ("make-series", "make-series aggregate [default=value], … on axis [from a to b] step s [by keys]"),
        ("mv-apply", "mv-apply [name =] array [to typeof(type)], … on (operators)"),
        ("mv-expand", "mv-expand [kind=bag or array] [with_itemindex=name] [name =] array [to typeof(type)], … [limit n]"),
        ("order", "order by value [asc or desc] [nulls first or last], …"),
        ("parse", "parse [kind=simple, relaxed or regex] text with pattern"),
        ("parse-kv", "parse-kv text as (name: type, …) with (options)"),
        ("parse-where", "parse-where [kind=…] text with pattern"),
        ("partition", "partition by column (operators)"),
        ("project", "project name = value, …"),
        ("project-away", "project-away column or pattern, …"),
        ("project-by-names", "project-by-names name or pattern or array of them, …"),
        ("project-keep", "project-keep column or pattern, …"),
        ("project-rename", "project-rename new = old, …"),
        ("project-reorder", "project-reorder column or pattern [asc, desc, granny-asc or granny-desc], …"),
        ("render", "render kind [with (properties)]"),
        ("sample", "sample n"),
        ("sample-distinct", "sample-distinct n of column"),
        ("scan", "scan [with_match_id=name] [partition by keys] [order by keys] [declare (name: type, …)] "
            + "with (step name [output=all or none]: condition [=> name = value, …]; …)"),
        ("search", "search [in (tables)] predicate"),
        ("serialize", "serialize [name = value, …]"),
        ("sort", "sort by value [asc or desc] [nulls first or last], …"),
        ("summarize", "summarize aggregates [by keys]"),
        ("take", "take n"),
        ("top", "top n by value [asc or desc] [nulls first or last]"),
        ("top-hitters", "top-hitters n of value [by weight]"),
        ("top-nested", "top-nested [n] of value [with others=constant] by aggregate, top-nested …"),
        ("union", "union [kind=outer or inner] [withsource=name] [isfuzzy=true] tables or patterns"),
        ("where", "where predicate"),
    ];

    /// <summary>The sources of a query other than the names of tables, functions and let statements.</summary>
    public static readonly IReadOnlyList<(string Name, string Form)> Sources =
    [
        ("datatable", "datatable(column: type, …) [values]"),
        ("find", "find [withsource=name] [in (tables) where] predicate [project columns]"),
        ("print", "print name = value, …"),
        ("range", "range column from a to b step s"),
        ("search", "search [kind=case_sensitive] [in (tables)] predicate"),
        ("union", "union tables or patterns"),
    ];
}
