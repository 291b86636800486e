namespace LatamFunctions.Http;

/// <summary>
/// Settings <c>Consumers__*</c>: which of the host's keys open which operations. Each list has SHA-256 digests of keys in hexadecimal,
/// separated by commas: a digest of a random key is not a secret, so the lists are in the environment's parameters and can be reviewed
/// (bicep/environments). A key on no list opens nothing; with empty lists, only the operations that are open to all respond.
/// </summary>
public sealed class ApiKeyOptions
{
    public const string Section = "Consumers";

    private const int DigestLength = 64;

    /// <summary>Keys of consumers that read flights.</summary>
    public string Readers { get; set; } = "";

    /// <summary>Keys of systems that publish events.</summary>
    public string Publishers { get; set; } = "";

    /// <summary>Keys of operators, which may also read.</summary>
    public string Operators { get; set; } = "";

    /// <summary>
    /// Whether a request without a listed key may call every operation. For a host that requires no keys, on a developer's machine;
    /// never in Azure (a test compares bicep/ with this).
    /// </summary>
    public bool AllowUnlisted { get; set; } = false;

    /// <summary>The digests for <paramref name="scope"/>, in upper case.</summary>
    internal IReadOnlySet<string> DigestsOf(Scope scope) => Split(scope switch
    {
        Scope.Read => Readers,
        Scope.Publish => Publishers,
        Scope.Operate => Operators,
        _ => "",
    }).ToHashSet();

    internal bool AreDigests() =>
        Split($"{Readers},{Publishers},{Operators}").All(digest => digest.Length == DigestLength && digest.All(char.IsAsciiHexDigit));

    private static IEnumerable<string> Split(string digests) =>
        digests.ToUpperInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
