namespace LatamFunctions.Http;

/// <summary>
/// Settings <c>Consumers__*</c>: the operations that each of the host's keys permits. Each list contains hexadecimal SHA-256 digests of
/// keys, separated by commas. A digest of a random key is not a secret, so the lists are in the environments' parameters
/// (bicep/environments), where they can be reviewed. Unless <see cref="AllowUnlisted"/> is set, a key on no list permits only the
/// operations that require no key.
/// </summary>
public sealed class ApiKeyOptions
{
    public const string Section = "Consumers";

    private const int DigestLength = 64;

    /// <summary>Digests of the keys of consumers that read flights.</summary>
    public string Readers { get; set; } = "";

    /// <summary>Digests of the keys of systems that publish events.</summary>
    public string Publishers { get; set; } = "";

    /// <summary>Digests of the operators' keys, which also permit reading.</summary>
    public string Operators { get; set; } = "";

    /// <summary>
    /// Whether requests without a listed key can call every operation. This setting is for a developer's machine, on which the host
    /// requires no keys, and must not be set in Azure. A test checks bicep/ for this setting.
    /// </summary>
    public bool AllowUnlisted { get; set; } = false;

    /// <summary>Returns the digests for <paramref name="scope"/>, in uppercase.</summary>
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
