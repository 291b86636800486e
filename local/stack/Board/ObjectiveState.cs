namespace LocalStack.Board;

/// <summary>The state of an objective.</summary>
/// <param name="Attainment">The share that was good in the last day, or since the stack's start; null if nothing was counted.</param>
/// <param name="BudgetLeft">The remaining share of the error budget, at most 1; below zero if it is exceeded.</param>
internal sealed record ObjectiveState(
    string Name,
    string Good,
    double Target,
    double Total,
    double Bad,
    double? Attainment,
    double BudgetLeft,
    IReadOnlyList<TierState> Tiers);

/// <summary>The rates at which the error budget burns: at 1 it lasts exactly its 30 days.</summary>
internal sealed record TierState(
    string Name, double LongMinutes, double ShortMinutes, double Burn, double LongBurn, double ShortBurn, bool IsFiring);
