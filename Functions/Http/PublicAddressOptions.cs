namespace LatamFunctions.Http;

/// <summary>
/// Settings <c>PublicAddress__*</c>: the address at which clients reach the API, which is the base address of links. If neither setting is
/// set, links are relative, which is correct for every gateway that does not change the path.
/// </summary>
public sealed class PublicAddressOptions
{
    public const string Section = "PublicAddress";

    /// <summary>
    /// The part of the clients' request addresses before the path that the app receives, for example <c>https://api.example.com</c>, or
    /// <c>https://api.example.com/airline</c> if a gateway removes <c>/airline</c> from the path. An empty string means that links have no
    /// base address.
    /// </summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>
    /// The trusted host names in the header X-Forwarded-Host, separated by commas. If the header of a request contains one of these names,
    /// links in the response use this host. Other names are ignored. If this setting is empty, the header is ignored.
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
