namespace LocalKusto.Kql.Runtime;

/// <summary>Converts times between time zones, which are identified by their IANA or Windows names.</summary>
internal static class TimeZones
{
    /// <summary>Returns the local time, or <c>null</c> for an unknown time zone or a time out of range.</summary>
    public static DateTime? ToLocal(DateTime utc, string zone) => Find(zone) is { } found ? Shift(utc, found.GetUtcOffset(utc)) : null;

    /// <summary>
    /// Returns the UTC time, or <c>null</c> for an unknown time zone or a time out of range. An ambiguous local time is read as standard
    /// time (the later time). An invalid local time, which the clock skips, is converted with the offset that applies afterward.
    /// </summary>
    public static DateTime? ToUtc(DateTime local, string zone)
    {
        if (Find(zone) is not { } found)
            return null;
        var time = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        var isLeftOut = found.IsInvalidTime(time) && time < DateTime.MaxValue.AddDays(-1);
        return Shift(local, -found.GetUtcOffset(isLeftOut ? time.AddDays(1) : time));
    }

    public static Json List() => DynamicValues.Strings(TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id)
        .Order(StringComparer.Ordinal));

    public static bool IsKnown(string zone) => Find(zone) is not null;

    private static TimeZoneInfo? Find(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : null;

    private static DateTime? Shift(DateTime time, TimeSpan offset) =>
        time.Ticks + offset.Ticks is var ticks && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTime(ticks, DateTimeKind.Utc)
            : null;
}
