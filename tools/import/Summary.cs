using Spectre.Console;

namespace LatamFunctions.Import;

/// <summary>Prints the summary of an import.</summary>
internal static class Summary
{
    private const int MaxReasons = 20;

    /// <returns>The exit code: 0, or 2 if records were rejected.</returns>
    public static int Write(ImportOptions options, string hub, long published, RejectLog rejects)
    {
        AnsiConsole.WriteLine(options.IsDryRun
            ? $"Valid events: {published:N0}. Nothing was published."
            : $"Events published to {hub}: {published:N0}");
        if (rejects.Count == 0)
            return 0;

        var table = new Table().AddColumns("Records", "First", "Property", "Reason");
        foreach (var (field, reason, count, first) in rejects.Reasons.Take(MaxReasons))
            table.AddRow(new Text($"{count:N0}"), new Text($"{first:N0}"), new Text(field), new Text(reason));
        AnsiConsole.WriteLine($"Records rejected: {rejects.Count:N0}");
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"The rejected records are in {options.RejectsPath}.");
        return 2;
    }
}
