using System.Text.RegularExpressions;

namespace LatamFunctions.Tests.Recipes;

/// <summary>The recipes in CONTRIBUTING.md.</summary>
internal static partial class Recipe
{
    /// <summary>Performs the steps of a recipe that insert lines into the app's source files, and compiles the result.</summary>
    /// <param name="title">The title of the recipe.</param>
    /// <param name="steps">The number of steps to perform.</param>
    public static async Task<CompiledApp> PerformAsync(string title, int steps)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "CONTRIBUTING.md"));
        var recipe = page.Split("\n**").Single(section => section.StartsWith(title, StringComparison.Ordinal));
        var insertions = Step().Matches(recipe);
        Assert.That(insertions, Has.Count.EqualTo(steps), title);

        var copy = new AppCopy();
        foreach (Match step in insertions)
            copy.Insert(step.Groups["path"].Value, step.Groups["anchor"].Value, step.Groups["lines"].Value);
        return new CompiledApp(await copy.CompileAsync());
    }

    /// <summary>A step: <c>1. `path`, after `anchor`: …</c>, followed by the lines in a code block.</summary>
    [GeneratedRegex(@"^\d\. `(?<path>[^`]+\.cs)`, after `(?<anchor>[^`]+)`.*?```csharp\n(?<lines>.*?)^ *```",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Step();
}
