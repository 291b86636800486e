namespace Verify;

/// <summary>The state of a flight that results from the events of the run.</summary>
/// <param name="LatestEvent">The number of the latest event.</param>
/// <param name="Status">The status of the latest event that is not a correction, or <c>null</c> if all events are corrections.</param>
/// <param name="DelayMinutes">The delay in the latest event with a delay, or <c>null</c> if no event has a delay.</param>
/// <param name="Aircraft">The aircraft in the latest event that sets or clears the aircraft, or <c>null</c> if no aircraft is set.</param>
/// <param name="Gate">The gate in the latest event with a gate, or <c>null</c> if no event has a gate.</param>
internal sealed record ExpectedFlight(long LatestEvent, string? Status, int? DelayMinutes, string? Aircraft, string? Gate);
