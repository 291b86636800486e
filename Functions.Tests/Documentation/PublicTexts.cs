using System.Text.Json;
using System.Text.RegularExpressions;
using LatamFunctions.Tests.Architecture;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LatamFunctions.Tests.Documentation;

/// <summary>
/// Finds the texts that users of the system read. Documentation pages, the API description, the schema, templates, pipelines and web pages
/// are included completely. From C# files, only string literals with a space are included, because they are messages, descriptions and help
/// texts.
/// </summary>
internal static partial class PublicTexts
{
    /// <summary>Extensions of files that are read completely, including comments.</summary>
    private static readonly HashSet<string> Extensions =
        [".bicep", ".bicepparam", ".html", ".http", ".js", ".kql", ".mjs", ".sh", ".sql", ".xml", ".yml"];

    public static IEnumerable<PlacedText> Find() => SourceFiles.Find().SelectMany(file =>
        Read(Path.GetRelativePath(Repository.Root, file.FullName).Replace('\\', '/'), file));

    private static IEnumerable<PlacedText> Read(string path, FileInfo file)
    {
        if (path == "docs/openapi.json")
            return Descriptions(path, File.ReadAllText(file.FullName));
        if (file.Extension == ".cs" && !path.Split('/').Any(folder => folder.EndsWith("tests", StringComparison.OrdinalIgnoreCase)))
            return Literals(path, File.ReadAllText(file.FullName));
        if (file.Extension == ".md")
            return [new(path, WithoutCode(File.ReadAllText(file.FullName)))];
        return Extensions.Contains(file.Extension) ? [new(path, File.ReadAllText(file.FullName))] : [];
    }

    /// <summary>Returns a page without code, because code contains names and values instead of sentences.</summary>
    public static string WithoutCode(string page) => CodeSpan().Replace(Fence().Replace(page, ""), "");

    /// <summary>
    /// Returns the descriptions and summaries in an OpenAPI document, without the lists of values after "Must be one of".
    /// </summary>
    public static IEnumerable<PlacedText> Descriptions(string path, string document)
    {
        using var json = JsonDocument.Parse(document);
        return [.. Walk(json.RootElement).Select(text => new PlacedText(path, ValueList().Replace(text, "")))];

        static IEnumerable<string> Walk(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Walk),
            JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
                property is { Name: "description" or "summary", Value.ValueKind: JsonValueKind.String }
                    ? [property.Value.GetString()!]
                    : Walk(property.Value)),
            _ => [],
        };
    }

    /// <summary>Returns the text parts of string literals that contain a space. Literals without a space are names or codes.</summary>
    public static IEnumerable<PlacedText> Literals(string path, string source) =>
        from token in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTokens()
        where token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
        where token.ValueText.Contains(' ', StringComparison.Ordinal)
        select new PlacedText($"{path}:{token.GetLocation().GetLineSpan().StartLinePosition.Line + 1}", token.ValueText);

    [GeneratedRegex(@"^ *```.*?^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"`[^`\n]*`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"Must be one of [^.]*\.")]
    private static partial Regex ValueList();
}
