using System.Text.RegularExpressions;
using LatamFunctions.DeadLetters;
using LatamFunctions.Events;
using LatamFunctions.Flights;

namespace LatamFunctions.Tests.Architecture;

/// <summary>
/// Tests that each structure has one definition in the app. A file that names most of the structure's members is a second definition, which
/// would have to be changed together with the first.
/// </summary>
public sealed partial class OneDefinitionTests
{
    /// <summary>
    /// The maximum share of the members that a file can name. Files that use individual members name fewer than half of the members.
    /// </summary>
    private const double Limit = 0.6;

    [Test]
    public void Flight_properties_are_listed_once() => Assert.That(
        ListsOf(FlightProperties.All.Select(property => property.Name)),
        Is.EquivalentTo(["Events/FlightEventField.cs", "Events/FlightProperties.cs"]));

    [Test]
    public void Search_filters_are_listed_once() => Assert.That(
        ListsOf(FlightFilter.All.Declarations.Split(", ").Select(declaration => declaration.Split(':')[0])),
        Is.EquivalentTo(["Flights/FlightFilter.cs"]));

    /// <summary>The record has a typed property for each field that the app uses.</summary>
    [Test]
    public void Dead_letter_fields_are_listed_once() => Assert.That(
        ListsOf(DeadLetterFields.All.Select(field => field.Name)),
        Is.EquivalentTo(["DeadLetters/DeadLetterFields.cs", "DeadLetters/DeadLetterRecord.cs"]));

    [Test]
    public void A_duplicate_list_is_found()
    {
        string[] names = ["origin", "destination", "status"];

        Assert.Multiple(() =>
        {
            Assert.That(IsList("[nameof(Row.Origin), \"status\"]", names), Is.True);
            Assert.That(IsList("Status // origin, destination", names), Is.False);
        });
    }

    private static IEnumerable<string> ListsOf(IEnumerable<string> names)
    {
        string[] members = [.. names];
        var root = Path.Combine(Repository.Root, "Functions");
        return
            from path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            let file = Path.GetRelativePath(root, path).Replace('\\', '/')
            where !file.StartsWith("obj/", StringComparison.Ordinal) && !file.StartsWith("bin/", StringComparison.Ordinal)
            where IsList(File.ReadAllText(path), members)
            select file;
    }

    /// <summary>Whether the code, without its comments, names most of the members, ignoring case.</summary>
    private static bool IsList(string source, IReadOnlyList<string> members)
    {
        var words = Word().Matches(Comment().Replace(source, "")).Select(word => word.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return members.Count(words.Contains) > Limit * members.Count;
    }

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
