using System.Text;

namespace Tests.Support;

/// <summary>
/// A program that a test uses as a reference and that a machine may lack. Without it the test is skipped with the
/// reason; in a run that names the program in <c>REQUIRED_ORACLES</c> (.ci/run, which installs it) the test fails.
/// </summary>
public static class Oracle
{
    /// <summary>Skips or fails the test unless the program is available, and records the outcome.</summary>
    /// <param name="name">The program's name in .ci/run.</param>
    /// <param name="isAvailable">Whether the machine has the program.</param>
    /// <param name="howToInstall">The installation command, such as "apt-get install shellcheck".</param>
    public static void Require(string name, bool isAvailable, string howToInstall)
    {
        var required = (Environment.GetEnvironmentVariable("REQUIRED_ORACLES") ?? "").Split(',').Contains(name);
        var reason = $"{name} is not available on this machine: {howToInstall}";
        Record(isAvailable ? $"{name} ran" : $"{name} skipped: {reason}");
        if (isAvailable)
            return;
        if (required)
            Assert.Fail($"{reason}. This run requires it.");
        Assert.Ignore(reason);
    }

    /// <summary>Whether a program is in one of the folders of PATH.</summary>
    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Appends to the file that .ci/run prints: several test processes write to it, a short line at a time.</summary>
    private static void Record(string line)
    {
        if (Environment.GetEnvironmentVariable("ORACLE_LOG") is not { Length: > 0 } file)
            return;
        using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }
}
