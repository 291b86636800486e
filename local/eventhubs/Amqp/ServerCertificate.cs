using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalEventHubs.Errors;

namespace LocalEventHubs.Amqp;

/// <summary>
/// The self-signed certificate of the TLS endpoint for localhost and the loopback addresses. The certificate is stored in the data folder,
/// so that clients that trust the certificate can still connect after a restart.
/// </summary>
internal static class ServerCertificate
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>Returns the path of the PEM file with the certificate that clients must trust.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "tls", "certificate.pem");

    /// <exception cref="CorruptDataException">The files are damaged.</exception>
    public static X509Certificate2 LoadOrCreate(string dataDirectory, DateTimeOffset now)
    {
        var path = PathIn(dataDirectory);
        var keyPath = Path.Combine(Path.GetDirectoryName(path)!, "key.pem");
        if (File.Exists(path) && Load(path, keyPath) is { } stored)
        {
            if (stored.NotAfter > (now + RenewBefore).LocalDateTime)
                return stored;
            stored.Dispose();
        }

        Create(path, keyPath, now);
        return Load(path, keyPath);
    }

    private static X509Certificate2 Load(string path, string keyPath)
    {
        try
        {
            // Export and import as PKCS #12, because Windows cannot use an ephemeral key for TLS.
            using var certificate = X509Certificate2.CreateFromPemFile(path, keyPath);
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
        // A damaged curve name causes a PlatformNotSupportedException.
        catch (Exception e) when (e is CryptographicException or FileNotFoundException or ArgumentException or NotSupportedException)
        {
            throw new CorruptDataException(
                path,
                $"The certificate in '{path}' and its key in '{keyPath}' cannot be read: {e.Message} "
                + "Delete the folder so that the broker creates a new certificate.",
                e);
        }
    }

    private static void Create(string path, string keyPath, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now + Lifetime);

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(keyPath, options))
            writer.Write(key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(path, certificate.ExportCertificatePem());
    }
}
