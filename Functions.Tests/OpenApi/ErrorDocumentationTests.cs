using System.Globalization;
using System.Text.RegularExpressions;
using LatamFunctions.Http;

namespace LatamFunctions.Tests.OpenApi;

/// <summary>Tests that the table of error codes in docs/api.md lists the codes of the API.</summary>
internal sealed partial class ErrorDocumentationTests
{
    [Test]
    public void Every_error_code_is_documented_with_its_status_and_meaning()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "api.md"));

        var rows = Row().Matches(page).Select(row => new ErrorCode(
            row.Groups["code"].Value, int.Parse(row.Groups["status"].Value, CultureInfo.InvariantCulture), row.Groups["meaning"].Value));

        Assert.That(rows, Is.EqualTo(ErrorCodes.All));
    }

    [GeneratedRegex(@"^\| `(?<code>\w+)` \| (?<status>\d{3}) \| (?<meaning>.+) \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
