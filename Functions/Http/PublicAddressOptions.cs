namespace LatamFunctions.Http;

/// <summary>
/// Settings <c>PublicAddress__*</c>: the address at which clients reach the API and on which links are based. Without any of
/// them links are relative, which is correct with every gateway that does not change the path.
/// </summary>
public sealed class PublicAddressOptions
{
    public const string Section = "PublicAddress";

    /// <summary>
    /// The address that the clients' requests begin with, up to the path that the app receives: <c>https://api.example.com</c>, or
    /// <c>https://api.example.com/airline</c> for a gateway that removes <c>/airline</c> from the path. Empty: none.
    /// </summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>
    /// The host names, separated by commas, that the X-Forwarded-Host header may have: those of the gateways that set it. A request with
    /// one of them gets links to that host. Any other value is ignored. Empty: the header is ignored.
    /// </summary>
    public string ForwardedHosts { get; set; } = "";

    internal IReadOnlyList<string> ForwardedHostNames() =>
        ForwardedHosts.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    internal bool IsBaseUrlValid() => BaseUrl.Length == 0
        || (Uri.TryCreate(BaseUrl, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            && address.Query.Length == 0 && address.Fragment.Length == 0 && address.UserInfo.Length == 0);

    internal bool AreForwardedHostsValid() => ForwardedHostNames().All(
        name => Uri.TryCreate($"https://{name}", UriKind.Absolute, out var address)
            && address.Authority.Equals(name, StringComparison.OrdinalIgnoreCase));
}
