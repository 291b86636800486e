namespace Rehearse;

/// <param name="Only">A stage, or stage/job.</param>
internal sealed record RehearsalOptions(bool List, bool SkipTests, string? Only, string Reason, bool Help)
{
    public const string Usage = """
        Usage: dotnet run --project tools/rehearse -- [options]
        Expands azure-pipelines.yml and runs what needs no Azure: build, tests, package, and the smoke test against a
        local stack that runs the package.

          --list            show the stages and their steps, run nothing
          --only NAME       a stage, or STAGE/JOB; a stage that releases packages first
          --skip-tests      leave out the unit and stack tests (the smoke test stays)
          --reason REASON   why the pipeline runs: IndividualCI (default), Schedule, PullRequest
          --help

        Exit code: 0 when all went well, 1 when a step failed, 2 for wrong options.
        """;

    /// <exception cref="ArgumentException">An option is not known or lacks its value.</exception>
    public static RehearsalOptions Parse(IReadOnlyList<string> args)
    {
        var options = new RehearsalOptions(false, false, null, "IndividualCI", false);
        for (var i = 0; i < args.Count; i++)
        {
            options = args[i] switch
            {
                "--list" => options with { List = true },
                "--skip-tests" => options with { SkipTests = true },
                "--help" or "-h" => options with { Help = true },
                "--only" => options with { Only = Next(ref i) },
                "--reason" => options with { Reason = Next(ref i) },
                _ => throw new ArgumentException($"There is no option '{args[i]}'."),
            };
        }

        return options;

        string Next(ref int i) => ++i < args.Count ? args[i] : throw new ArgumentException($"'{args[i - 1]}' needs a value.");
    }
}
