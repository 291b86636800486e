namespace LatamFunctions.Http;

/// <summary>
/// Settings <c>Entra__*</c>: the issuer of access tokens that the API accepts in addition to keys. Set both settings or neither. If neither
/// is set, the app ignores tokens.
/// </summary>
public sealed class EntraOptions
{
    public const string Section = "Entra";

    /// <summary>
    /// The token issuer's address, <c>https://login.microsoftonline.com/{tenant}/v2.0</c>, which is the base address of the issuer's OpenID
    /// Connect metadata. HTTP is accepted only for loopback addresses.
    /// </summary>
    public string Authority { get; set; } = "";

    /// <summary>The audience of accepted tokens: the application (client) id of the API's app registration.</summary>
    public string Audience { get; set; } = "";

    internal bool AreSet => Authority.Length > 0;

    internal bool AreValid() => AreSet
        ? Audience.Length > 0 && Uri.TryCreate(Authority, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.IsLoopback)
        : Audience.Length == 0;
}
