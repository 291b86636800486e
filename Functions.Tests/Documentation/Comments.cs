using System.Text.RegularExpressions;
using LatamFunctions.Tests.Architecture;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LatamFunctions.Tests.Documentation;

/// <summary>Finds the comments and docstrings in all C# files, including tests.</summary>
internal static partial class Comments
{
    public static IEnumerable<PlacedText> Find() => SourceFiles.Find().Where(file => file.Extension == ".cs").SelectMany(file => Read(
        Path.GetRelativePath(Repository.Root, file.FullName).Replace('\\', '/'), File.ReadAllText(file.FullName)));

    /// <summary>Returns the comments in a file, without tags and code. A multi-line comment is one text.</summary>
    public static IEnumerable<PlacedText> Read(string path, string source)
    {
        var comments = new List<(int First, int Last, string Text)>();
        foreach (var trivia in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTrivia().Where(IsComment))
        {
            var lines = trivia.GetLocation().GetLineSpan();
            var first = lines.StartLinePosition.Line + 1;
            var last = lines.EndLinePosition.Line + 1;
            var text = Words(trivia.ToFullString());
            if (comments.Count > 0 && comments[^1].Last == first - 1)
                comments[^1] = (comments[^1].First, last, $"{comments[^1].Text} {text}");
            else
                comments.Add((first, last, text));
        }
        return comments.Select(comment => new PlacedText($"{path}:{comment.First}", comment.Text));

        static bool IsComment(SyntaxTrivia trivia) =>
            trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia;
    }

    private static string Words(string comment) => Tag().Replace(Code().Replace(LineStart().Replace(comment, " "), ""), "").Trim();

    [GeneratedRegex(@"\s*^\s*///? ?", RegexOptions.Multiline)]
    private static partial Regex LineStart();

    [GeneratedRegex("<c>.*?</c>|<code>.*?</code>")]
    private static partial Regex Code();

    [GeneratedRegex("</?[a-z]+[^>]*>")]
    private static partial Regex Tag();
}
