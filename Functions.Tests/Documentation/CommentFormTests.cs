using System.Text.RegularExpressions;
using LatamFunctions.Tests.Architecture;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LatamFunctions.Tests.Documentation;

/// <summary>Checks the form of documentation comments: the tags of an element with several lines are on lines of their own.</summary>
public sealed partial class CommentFormTests
{
    [Test]
    public void An_element_with_several_lines_has_its_tags_on_lines_of_their_own() => Assert.That(
        from file in SourceFiles.Find()
        where file.Extension == ".cs"
        from start in TextsAfterTags(File.ReadAllText(file.FullName))
        select $"{file.Name}: {start}",
        Is.Empty);

    [TestCase("/// <summary>A\n/// b.</summary>", 1)]
    [TestCase("/// <summary>\n/// A.\n/// </summary>\n/// <param name=\"a\">A\n/// b.</param>", 1)]
    [TestCase("/// <summary>A.</summary>\n/// <returns>B.</returns>", 0)]
    [TestCase("/// <summary>\n/// A\n/// b.\n/// </summary>", 0)]
    public void Text_after_the_tag_of_an_element_with_several_lines_is_found(string comment, int count) =>
        Assert.That(TextsAfterTags($"{comment}\nclass C;"), Has.Exactly(count).Items);

    /// <summary>Returns the lines with a start tag and text, but without the end tag.</summary>
    private static IEnumerable<string> TextsAfterTags(string source) =>
        from trivia in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTrivia()
        where trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)
        from match in TextAfterTag().Matches(trivia.ToFullString())
        select match.Value.Trim();

    [GeneratedRegex(
        @"<(?<tag>summary|remarks|param|typeparam|returns|value|exception)\b[^>]*>(?!.*</\k<tag>>)\S.*$", RegexOptions.Multiline)]
    private static partial Regex TextAfterTag();
}
