using System.Globalization;
using System.Text.RegularExpressions;
using LatamFunctions.Http;

namespace LatamFunctions.Tests.OpenApi;

/// <summary>docs/errors.md is for people who have no OpenAPI document before them.</summary>
internal sealed partial class ErrorDocumentationTests
{
    [Test]
    public void The_page_of_error_codes_has_each_with_its_status_and_meaning()
    {
        var page = File.ReadAllText(Path.Combine(KqlCheck.RepositoryRoot, "docs", "errors.md"));

        var rows = Row().Matches(page).Select(row => new ErrorCode(
            row.Groups["code"].Value, int.Parse(row.Groups["status"].Value, CultureInfo.InvariantCulture), row.Groups["meaning"].Value));

        Assert.That(rows, Is.EqualTo(ErrorCodes.All));
    }

    [GeneratedRegex(@"^\| `(?<code>\w+)` \| (?<status>\d{3}) \| (?<meaning>.+) \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
