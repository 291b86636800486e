using System.Text.Json;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;

namespace LocalKusto.Kql.Functions;

/// <summary>The functions that require serialized rows.</summary>
internal static class WindowFunctions
{
    /// <summary>
    /// The native function for row_window_session(). This function and the rank functions have no template, because PlanWriter computes
    /// them in several steps.
    /// </summary>
    public const string SessionStarts = "kql_session_starts";

    /// <summary>The native functions that PlanWriter calls.</summary>
    public static readonly IReadOnlyList<NativeFunction> Natives =
    [
        NativeFunction.From(SessionStarts, (JsonElement times, JsonElement restarts, long fromFirst, long betweenNeighbors) =>
            Sessions.Starts(times, restarts, fromFirst, betweenNeighbors)),
    ];

    public static readonly IReadOnlyList<WindowFunction> All =
    [
        new(Signature.Parse("row_number(startingIndex: long = 1, restart: bool = false): long"),
            "(row_number() OVER ({partition}{order}) + {0} - 1)") { Restart = 1 },
        new(Signature.Parse("row_cumsum(term: number, restart: bool = false): term"),
            "coalesce(sum({0}) OVER ({partition}{order} ROWS UNBOUNDED PRECEDING), 0)") { Restart = 1 },
        new(Signature.Parse("row_rank_dense(term: notdynamic, restart: bool = false): long"), ""),
        new(Signature.Parse("row_rank_min(term: notdynamic, restart: bool = false): long"), ""),
        new(Signature.Parse("row_window_session(expr: datetime, const maxDistanceFromFirst: timespan, "
            + "const maxDistanceBetweenNeighbors: timespan, restart: bool = false): datetime"), ""),
        new(Signature.Parse("prev(column: any, offset: long = 1): column"), "lag({0}, {1}) OVER ({order})"),
        new(Signature.Parse("next(column: any, offset: long = 1): column"), "lead({0}, {1}) OVER ({order})"),
        new(Signature.Parse("$has_prev(offset: long): bool!"), "(lag(true, {0}) OVER ({order}) IS NOT NULL)"),
        new(Signature.Parse("$has_next(offset: long): bool!"), "(lead(true, {0}) OVER ({order}) IS NOT NULL)"),
    ];
}
