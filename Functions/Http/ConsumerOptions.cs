namespace LatamFunctions.Http;

/// <summary>
/// Settings <c>Consumers__*</c>: which of the host's keys open only the operations of one audience. Each is a list of SHA-256 digests in
/// hexadecimal, separated by commas: digests of keys are no secrets, so the list can stand in the environment's parameters and be
/// reviewed (bicep/environments).
/// </summary>
public sealed class ConsumerOptions
{
    public const string Section = "Consumers";

    private const int DigestLength = 64;

    /// <summary>Keys of those who read flights.</summary>
    public string Readers { get; set; } = "";

    /// <summary>Keys of those who publish events.</summary>
    public string Publishers { get; set; } = "";

    /// <summary>Keys of those who operate the system.</summary>
    public string Operators { get; set; } = "";

    /// <summary>The digests for <paramref name="audience"/>, in upper case.</summary>
    internal IReadOnlySet<string> DigestsOf(Audience audience) => Split(audience switch
    {
        Audience.Read => Readers,
        Audience.Publish => Publishers,
        Audience.Operate => Operators,
        _ => "",
    }).ToHashSet();

    internal bool AreDigests() =>
        Split($"{Readers},{Publishers},{Operators}").All(digest => digest.Length == DigestLength && digest.All(char.IsAsciiHexDigit));

    private static IEnumerable<string> Split(string digests) =>
        digests.ToUpperInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
