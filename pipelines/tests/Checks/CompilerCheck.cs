using Pipelines.Tests.Bicep;
using Pipelines.Tests.Support;

namespace Pipelines.Tests.Checks;

/// <summary>
/// Reports the findings of Microsoft's compiler, linter and formatter: unknown API versions, properties, parameters and values, violations
/// of the rules in bicepconfig.json, and unformatted files. Warnings are errors.
/// </summary>
internal static class CompilerCheck
{
    /// <summary>Runs the checks lazily, because the last checks take seconds.</summary>
    public static IEnumerable<Finding> Check(RepositorySnapshot files) =>
        Compilation(files).Concat(Parameters(files)).Concat(Layout(files)).Concat(Expansions(files));

    private static IEnumerable<Finding> Compilation(RepositorySnapshot files) =>
        files.Templates.Main.Diagnostics
            .Where(diagnostic => diagnostic.Level is "Warning" or "Error")
            .Select(diagnostic => new Finding(files.Templates.RelativePath(diagnostic.Source), $"{diagnostic.Code}: {diagnostic.Message}"));

    private static IEnumerable<Finding> Parameters(RepositorySnapshot files)
    {
        foreach (var environment in Templates.Environments)
        {
            string? problem = null;
            try
            {
                files.Templates.Parameters(environment);
            }
            catch (InvalidDataException e)
            {
                problem = e.Message;
            }

            if (problem is not null)
                yield return new Finding(Templates.ParameterFile(environment), problem);
        }
    }

    /// <summary>
    /// What-if expands a deployment in the same way as the compiler, so what-if cannot show an approver a part that the compiler cannot
    /// expand.
    /// </summary>
    private static IEnumerable<Finding> Expansions(RepositorySnapshot files)
    {
        foreach (var deployment in Templates.Deployments)
        {
            var problems = new List<string>();
            try
            {
                var snapshot = files.Templates.Snapshot(deployment);
                problems.AddRange(snapshot.Diagnostics);
                // Azure can evaluate environment() before the deployment, although the compiler cannot.
                problems.AddRange(snapshot.Resources
                    .Where(resource => resource.Id.StartsWith('[') && !resource.Id.Contains("environment()", StringComparison.Ordinal))
                    .Select(resource =>
                        $"the id of a {resource.Type} is only known at deployment, so what-if cannot compare it: {resource.Id}"));
            }
            catch (JsonRpcException e)
            {
                problems.Add(e.Message);
            }

            foreach (var problem in problems)
                yield return new Finding(Templates.ParameterFile(deployment), problem);
        }
    }

    private static IEnumerable<Finding> Layout(RepositorySnapshot files) =>
        files.Paths("bicep", ".bicep").Concat(files.Paths("bicep", ".bicepparam"))
            .Where(path => files.Templates.Formatted(path) != files[path])
            .Select(path => new Finding(path, "the file is not formatted: run bicep format"));
}
