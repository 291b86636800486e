using System.Globalization;
using System.Text;

namespace Tests.Support;

/// <summary>Finds processes by an environment variable, which child processes inherit. This class supports only Linux.</summary>
public static class MarkedProcesses
{
    /// <summary>The name of the environment variable with which a test marks the processes of an app.</summary>
    public const string Setting = "TestMark";

    private const int ShownLength = 200;

    /// <summary>Returns the ids of the processes that were started with this value of the environment variable.</summary>
    public static IReadOnlyList<int> Find(string variable, string value)
    {
        var wanted = Encoding.UTF8.GetBytes($"{variable}={value}");
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)
                && Read(id, "environ").AsSpan().IndexOf(wanted) >= 0)
            {
                found.Add(id);
            }
        }

        return found;
    }

    /// <summary>Returns the process id and the start of the process's command line.</summary>
    public static string Describe(int id)
    {
        var command = Encoding.UTF8.GetString(Read(id, "cmdline")).Replace('\0', ' ').Trim();
        return $"{id} {(command.Length <= ShownLength ? command : command[..ShownLength] + "…")}";
    }

    private static byte[] Read(int id, string file)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{id}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // The process has ended or belongs to another user.
        }
    }
}
