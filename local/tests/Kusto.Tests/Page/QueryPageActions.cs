using Microsoft.Playwright;

namespace LocalKusto.Tests.Page;

internal static class QueryPageActions
{
    /// <summary>Replaces the editor's text, runs the query by keyboard shortcut, and waits for the result.</summary>
    public static async Task RunAsync(this IPage page, string query)
    {
        await page.EvaluateAsync(
            "query => { const editor = monaco.editor.getEditors()[0]; editor.setValue(query); "
            + "editor.setPosition({ lineNumber: 1, column: 1 }); editor.focus(); }",
            query);
        await page.EvaluateAsync("() => document.getElementById('status').textContent = ''");
        await page.Keyboard.PressAsync("Shift+Enter");
        await page.WaitForFunctionAsync(
            "() => !document.getElementById('run').hidden && document.getElementById('status').textContent !== ''");
    }

    public static Task<string> TextAsync(this IPage page, string selector) => page.InnerTextAsync(selector);
}
