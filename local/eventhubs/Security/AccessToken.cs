namespace LocalEventHubs.Security;

/// <summary>A token whose signature has been verified.</summary>
/// <param name="ExpiresAt">The expiry time, including the tolerance for clock skew.</param>
internal sealed record AccessToken(SharedAccessSignature Signature, AccessClaims Claims, DateTimeOffset ExpiresAt)
{
    /// <param name="path">The entity's path, such as <c>hub/Partitions/0</c>.</param>
    public bool Grants(AccessClaims claim, string path, DateTimeOffset now) =>
        now <= ExpiresAt && (Claims & claim) != 0 && Signature.Covers(path);
}
