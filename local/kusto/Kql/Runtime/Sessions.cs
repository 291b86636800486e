using System.Globalization;
using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>The sessions of row_window_session().</summary>
internal static class Sessions
{
    /// <summary>
    /// The first time of the session of each time. A session ends before a time that is too far from its first one or from the previous
    /// one, before a restart, and at a null.
    /// </summary>
    /// <param name="times">Ticks, in order.</param>
    /// <param name="restarts">Whether each time starts a session.</param>
    /// <param name="fromFirst">Ticks from the first time at which a session is over.</param>
    /// <param name="betweenNeighbors">Ticks from the time before at which a session is over.</param>
    public static Json? Starts(JsonElement times, JsonElement restarts, long fromFirst, long betweenNeighbors)
    {
        var starts = new List<string>(times.GetArrayLength());
        Int128? first = null, before = null;
        foreach (var (time, restart) in times.EnumerateArray().Zip(restarts.EnumerateArray()))
        {
            if (time.ValueKind == JsonValueKind.Null)
            {
                (first, before) = (null, null);
                starts.Add("null");
                continue;
            }

            var now = time.GetInt64();
            if (first is not { } start || now >= start + fromFirst || now >= before + betweenNeighbors
                || restart.ValueKind == JsonValueKind.True)
                first = now;
            before = now;
            starts.Add(((long)first.Value).ToString(CultureInfo.InvariantCulture));
        }

        return DynamicValues.Array(starts);
    }
}
