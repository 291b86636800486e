using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LatamFunctions.Tests.OpenApi;

/// <summary>Checks that docs/api.http, whose requests editors can send, contains exactly the operations in the OpenAPI document.</summary>
internal sealed partial class HttpFileTests
{
    private sealed record FileRequest(
        string Name, string Method, string Path, IReadOnlyList<string> Query, IReadOnlyList<string> Headers, string Body);

    private ApiDocument _document = null!;
    private IReadOnlyList<FileRequest> _requests = null!;

    [OneTimeSetUp]
    public async Task ReadAsync()
    {
        _document = await ApiDocument.CurrentAsync();
        _requests = [.. Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "api.http")))];
    }

    [Test]
    public void The_HTTP_file_has_the_operations_in_document_order() =>
        Assert.That(_requests.Select(request => request.Name), Is.EqualTo(_document.Operations.Select(operation => operation.Id)));

    [Test]
    public void Every_request_has_the_method_and_path_of_its_operation() => Assert.Multiple(() =>
    {
        foreach (var (request, operation) in Pairs())
        {
            Assert.That(request.Method, Is.EqualTo(operation.Method), request.Name);
            Assert.That(request.Path, Does.Match($"^{Segment().Replace(operation.Path, "[^/]+")}$"), request.Name);
        }
    });

    [Test]
    public void Every_request_has_exactly_the_documented_parameters() => Assert.Multiple(() =>
    {
        foreach (var (request, operation) in Pairs())
        {
            var query = operation.Parameters.Where(parameter => parameter.In == "query").ToList();
            Assert.That(request.Query, Is.SubsetOf(query.Select(parameter => parameter.Name)), request.Name);
            Assert.That(query.Where(parameter => parameter.IsRequired).Select(parameter => parameter.Name),
                Is.SubsetOf(request.Query), request.Name);
        }
    });

    [Test]
    public void A_request_has_a_key_if_its_operation_requires_a_key() => Assert.Multiple(() =>
    {
        foreach (var (request, operation) in Pairs())
            Assert.That(request.Headers.Contains("x-functions-key: {{key}}"),
                Is.EqualTo(operation.Json["security"]!.AsArray().Count > 0), request.Name);
    });

    [Test]
    public void A_request_body_is_the_example_from_the_document() => Assert.Multiple(() =>
    {
        foreach (var (request, operation) in Pairs().Where(pair => pair.Request.Body.Length > 0))
        {
            Assert.That(
                JsonNode.DeepEquals(JsonNode.Parse(request.Body), operation.Body["application/json"].Examples.Values.Single()),
                Is.True, request.Name);
        }

        Assert.That(_requests.Where(request => request.Body.Length > 0).Select(request => request.Name),
            Is.EquivalentTo(["CorrectFlight", "PatchFlight", "PublishFlightEvents"]));
    });

    private IEnumerable<(FileRequest Request, ApiOperation Operation)> Pairs() =>
        _requests.Select(request => (request, _document[request.Name]));

    /// <summary>Parses requests, which start with ###. The name is in a comment, and the body follows an empty line.</summary>
    private static IEnumerable<FileRequest> Parse(string file)
    {
        foreach (var part in file.ReplaceLineEndings("\n").Split("\n###").Skip(1))
        {
            var (head, body) = part.Split("\n\n", 2) is [var first, var second] ? (first, second) : (part, "");
            var name = Name().Match(head).Groups[1].Value;
            var line = RequestLine().Match(head);
            Assert.That(name.Length > 0 && line.Success, Is.True, part);
            yield return new FileRequest(
                name,
                line.Groups["method"].Value,
                line.Groups["path"].Value,
                [.. line.Groups["query"].Value.Split('&', StringSplitOptions.RemoveEmptyEntries)
                    .Select(parameter => parameter.Split('=')[0])],
                [.. head[(line.Index + line.Length)..].Split('\n', StringSplitOptions.RemoveEmptyEntries)],
                body.Trim());
        }
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Segment();

    [GeneratedRegex(@"^# @name (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Name();

    [GeneratedRegex(@"^(?<method>[A-Z]+) \{\{baseUrl\}\}(?<path>/[^?\n]*)(\?(?<query>.*))?$", RegexOptions.Multiline)]
    private static partial Regex RequestLine();
}
