using System.Text.RegularExpressions;
using LatamFunctions.Tests.Architecture;

namespace LatamFunctions.Tests.Documentation;

/// <summary>Checks texts for phrases that plain technical English avoids (CONTRIBUTING.md).</summary>
public sealed class PlainLanguageTests
{
    /// <summary>
    /// The patterns of banned words. <c>Refused</c> with a capital letter is a dead-letter reason, <c>Folded</c> is a name in a query, and
    /// <c>project-away</c> is a KQL operator. Words with a legitimate use, such as letter and fault, are not listed. Comments can contain
    /// terms from compiler construction (constant folding) and networking (connection refused).
    /// </summary>
    private static readonly string[] Banned =
    [
        "nobody", "somebody", "anybody", "everybody", "whoever", "anew", "contenders?", "is none that", "comes again", "goes on", "mends?",
        "doors?", "faulty", "amiss", "for ever", "takes turns", "made[- ]up", "not to be had", "of ours",
        "answer(?:s|ed|ing)?", "ask(?:s|ed|ing)", "(?-i:refused)", "refus(?:e|es|al|ing)", "sa(?:ys?|id)", "speaks?", "tells?", "told",
        "(?<!-)away(?! from zero)", "gone", "questions?(?! mark)", "(?-i:fold(?:s|ed|ing)?)", "lies", "lying", @"stands?(?!-ins?\b| for\b)",
        "(?<!there )is no(?! longer)", "none that is", "(?:the|this|that|each) letter",
        "of before", "(?:that|those|types) of today", "for want of", "all the same", "what is no", "stands? in(?! for)",
        "in vain", "nevertheless", "likewise", "thereof", "singly", "meanwhile", "time-outs?", "under way", "(?:null|empty) for none",
        "at the (?:most|least)", "airport that is reached", "however (?:many|large|long|short|often)", "any more(?! than)",
        "broken (?:JSON|line|event|message)", "(?:is|be) worth",
    ];

    /// <summary>
    /// Phrases that are banned only in comments, because public texts contain these phrases in contract names and literal uses.
    /// </summary>
    private static readonly string[] BannedInComments = ["besides?", "one after the other", "in (?:its )?place of"];

    private static readonly Regex Pattern = new(
        $@"\b(?:{string.Join('|', Banned)})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly Regex CommentPattern = new(
        $@"\b(?:{string.Join('|', Banned.Concat(BannedInComments))})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly Regex CompilerOrNetworkTerm = new("^(?:fold|refused)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Matches a docstring whose first word usually starts a sentence fragment.</summary>
    private static readonly Regex Fragment = new(
        @"^\s*/// <summary>(?:\s*///)?\s*(?:After|And|But|For|How|If|In|It|Of|On|Or|Since|So|That|They|To|What(?!-if)|Who|With)\b.*",
        RegexOptions.Multiline | RegexOptions.CultureInvariant);

    [Test]
    public void No_public_text_has_a_banned_phrase() => Assert.That(
        from text in PublicTexts.Find()
        from phrase in Phrases(text.Text)
        select $"{text.Place}: {phrase}",
        Is.Empty);

    [Test]
    public void No_comment_has_a_banned_phrase() => Assert.That(
        from text in Comments.Find()
        from phrase in CommentPattern.Matches(text.Text).Select(match => match.Value)
        where !CompilerOrNetworkTerm.IsMatch(phrase)
        select $"{text.Place}: {phrase}",
        Is.Empty);

    [Test]
    public void A_docstring_starts_with_a_verb_or_a_noun() => Assert.That(
        from file in SourceFiles.Find()
        where file.Extension == ".cs"
        from Match match in Fragment.Matches(File.ReadAllText(file.FullName))
        select $"{file.Name}: {match.Value}",
        Is.Empty);

    /// <summary>Checks that the search finds texts, because the other tests would pass without texts.</summary>
    [TestCase("README.md")]
    [TestCase("azure-pipelines.yml")]
    [TestCase("bicep/main.bicep")]
    [TestCase("docs/api.http")]
    [TestCase("docs/data-dictionary.md")]
    [TestCase("docs/openapi.json")]
    [TestCase("Functions/Http/ErrorCodes.cs:")]
    [TestCase("kusto/schema.kql")]
    [TestCase("local/kusto/Page/index.html")]
    [TestCase("local/stack/Program.cs:")]
    public void The_public_texts_of_a_file_are_found(string path) =>
        Assert.That(PublicTexts.Find().Select(text => text.Place), Has.Some.StartsWith(path));

    [TestCase("Nobody is told the answer.", "Nobody", "told", "answer")]
    [TestCase("The request was refused: ask again, or go away.", "refused", "away")]
    [TestCase("The letter stands here: 5 is no text.", "The letter", "stands", "is no")]
    [TestCase("The reason is Refused. Use project-away. There is no stand-in, and * stands for any text; a bad one is no longer used.")]
    public void A_banned_phrase_is_found(string text, params string[] phrases) => Assert.That(Phrases(text), Is.EqualTo(phrases));

    [Test]
    public void Code_names_and_values_are_not_sentences() => Assert.Multiple(() =>
    {
        Assert.That(PublicTexts.WithoutCode("A `told` b\n```\nasked\n```\nc"), Is.EqualTo("A  b\n\nc"));
        Assert.That(
            PublicTexts.Descriptions("a", """{"x": {"description": "B. Must be one of refused, c. D"}, "summary": "E"}""")
                .Select(text => text.Text),
            Is.EqualTo(new[] { "B.  D", "E" }));
        Assert.That(
            PublicTexts.Literals("a", "var a = \"no\" + $\"b {c} d e\"; // told as well").Select(text => text.Text),
            Is.EqualTo(new[] { "b ", " d e" }));
    });

    [Test]
    public void A_multi_line_comment_is_read_as_one_text()
    {
        const string Source = """
            /// <summary>One <see cref="A"/>
            /// two <c>told</c>.</summary>
            class B; // three

            // four
            // five
            class C(string d = "// six");
            """;

        Assert.That(
            Comments.Read("a", Source),
            Is.EqualTo(new PlacedText[] { new("a:1", "One  two ."), new("a:3", "three"), new("a:5", "four five") }));
    }

    [TestCase("/// <summary>If it fails.</summary>", true)]
    [TestCase("/// <summary>\n    /// In order.\n    /// </summary>", true)]
    [TestCase("/// <summary>Information.</summary>", false)]
    [TestCase("/// <summary>The number of it.</summary>", false)]
    public void A_fragment_as_a_docstring_is_found(string source, bool isFound) =>
        Assert.That(Fragment.IsMatch(source), Is.EqualTo(isFound));

    private static IEnumerable<string> Phrases(string text) => Pattern.Matches(text).Select(match => match.Value);
}
