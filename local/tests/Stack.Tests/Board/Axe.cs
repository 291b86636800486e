using System.Text.Json;
using LocalStack.Configuration;
using Microsoft.Playwright;

namespace LocalStack.Tests.Board;

/// <summary>Runs axe-core, which validates a page against the Web Content Accessibility Guidelines 2.1, levels A and AA.</summary>
internal static class Axe
{
    private const string Run =
        """
        async () => {
          const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] });
          return JSON.stringify(violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) =>
            `${id} (${help}) at ${target.join(' ')}: ${failureSummary}`)));
        }
        """;

    private static readonly string Script = File.ReadAllText(Path.Combine(BuildPaths.NodeModules, "axe-core/axe.min.js"));

    /// <summary>Returns the errors in the current state of the page, with the rule and the element.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(IPage page)
    {
        await page.EvaluateAsync(Script);
        return JsonSerializer.Deserialize<string[]>(await page.EvaluateAsync<string>(Run))!;
    }
}
