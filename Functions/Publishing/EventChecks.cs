using LatamFunctions.Events;
using LatamFunctions.Http;

namespace LatamFunctions.Publishing;

/// <summary>Creates the problem for a request whose events cannot be published.</summary>
internal static class EventChecks
{
    /// <summary>The maximum number of validation errors in a response.</summary>
    public const int MaxErrors = 100;

    public static IReadOnlyList<ApiError> ErrorsOf(EventCollector events) =>
    [
        .. (from rejected in events.Rejected
            from error in rejected.Errors
            select new ApiError(error.Field, error.Rule.ToString(), error.Detail, rejected.EventIndex, error.Value)).Take(MaxErrors),
    ];

    /// <param name="events">The events that were read.</param>
    /// <param name="count">The number of valid and invalid events.</param>
    public static Problem? ProblemOf(EventCollector events, int count)
    {
        if (count > EventRequest.MaxEvents)
        {
            return new Problem(
                ErrorCodes.TooManyEvents,
                $"The request contains at least {count} events; the maximum is {EventRequest.MaxEvents}. Nothing was published. "
                + "Send fewer events.");
        }

        if (count == 0)
            return new Problem(ErrorCodes.NoEvents, "The request contains no events.");

        if (events.Rejected.Count == 0)
            return null;

        var isOnlyTooLarge = events.Rejected.TrueForAll(rejected => rejected.Errors.All(error => error.Rule == EventRule.Size));
        return new Problem(
            isOnlyTooLarge ? ErrorCodes.ContentTooLarge : ErrorCodes.InvalidEvents,
            DetailOf(events.Rejected.Count, count))
        {
            Errors = ErrorsOf(events),
        };
    }

    private static string DetailOf(int invalid, int count) => count == 1
        ? "The event is invalid; nothing was published."
        : $"{invalid} of {count} events {(invalid == 1 ? "is" : "are")} invalid; nothing was published.";
}
