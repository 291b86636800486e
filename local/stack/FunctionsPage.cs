using System.Text;
using LocalFunctions.Host.Http;

namespace LocalStack;

/// <summary>The page at <c>/</c>, which lists the app's HTTP functions as text.</summary>
internal static class FunctionsPage
{
    public static string From(IEnumerable<HttpFunction> functions)
    {
        var page = new StringBuilder("The functions of this app:\n\n");
        foreach (var function in functions)
        {
            var remark = function.NeedsKey ? " (requires a key)" : "";
            page.Append($"{string.Join(' ', function.Methods),-6} {function.Route,-32} {function.Name}{remark}\n");
        }

        page.Append("\nGET    /metrics                         their metrics, for Prometheus\n");
        return page.ToString();
    }
}
