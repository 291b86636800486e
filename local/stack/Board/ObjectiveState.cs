namespace LocalStack.Board;

/// <summary>The state of an objective.</summary>
/// <param name="Attainment">
/// The share of good events in the last day or since the stack started, whichever is shorter, or <c>null</c> if there were no events.
/// </param>
/// <param name="BudgetLeft">The remaining share of the error budget: at most 1, and negative if the budget is exceeded.</param>
internal sealed record ObjectiveState(
    string Name,
    string Good,
    double Target,
    double Total,
    double Bad,
    double? Attainment,
    double BudgetLeft,
    IReadOnlyList<TierState> Tiers);

/// <summary>The burn rates of the error budget in both windows. At a burn rate of 1, the budget lasts exactly 30 days.</summary>
internal sealed record TierState(
    string Name, double LongMinutes, double ShortMinutes, double Burn, double LongBurn, double ShortBurn, bool IsFiring);
