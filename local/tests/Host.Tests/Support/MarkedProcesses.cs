using System.Globalization;
using System.Text;

namespace LocalFunctions.Host.Tests.Support;

/// <summary>
/// Processes that have a mark in their environment: those of an app that was started with it as a setting, and their children.
/// </summary>
internal static class MarkedProcesses
{
    public const string Setting = "TestMark";

    /// <summary>The ids of the marked processes. Linux only.</summary>
    public static IReadOnlyList<int> Find(string mark)
    {
        var wanted = Encoding.UTF8.GetBytes($"{Setting}={mark}");
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
                continue;
            try
            {
                if (File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(wanted) >= 0)
                    found.Add(id);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended, or belongs to another user.
            }
        }

        return found;
    }
}
