using System.Text;

namespace Tests.Support;

/// <summary>
/// A program that a test uses as a reference and that is not installed on every machine. If the program is missing, the test is skipped. If
/// <c>REQUIRED_ORACLES</c> contains the program (as in .ci/run, which installs it), the test fails instead.
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
        var reason = $"{name} is not available on this machine. To install it: {howToInstall}";
        Record(isAvailable ? $"{name} ran" : $"{name} skipped: {reason}");
        if (isAvailable)
            return;
        if (required)
            Assert.Fail($"{reason}. This run requires it.");
        Assert.Ignore(reason);
    }

    /// <summary>Returns <c>true</c> if a program is in one of the folders in PATH.</summary>
    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>
    /// Appends a line to the file that .ci/run prints. Lines are short, because several test processes write to the file.
    /// </summary>
    private static void Record(string line)
    {
        if (Environment.GetEnvironmentVariable("ORACLE_LOG") is not { Length: > 0 } file)
            return;
        using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }
}
