using System.Globalization;
using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>Computes the sessions of row_window_session().</summary>
internal static class Sessions
{
    /// <summary>
    /// Returns the start of the session for each time. A new session starts at a restart, or at a time that is too far from the start of
    /// the current session or from the previous time. A null ends the session.
    /// </summary>
    /// <param name="times">The times in ticks, in order.</param>
    /// <param name="restarts">Whether each time starts a session.</param>
    /// <param name="fromFirst">The maximum duration of a session in ticks (exclusive).</param>
    /// <param name="betweenNeighbors">The maximum difference between neighboring times in ticks (exclusive).</param>
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
