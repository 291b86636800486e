using LocalEventHubs.Amqp;
using LocalEventHubs.Errors;

namespace LocalEventHubs.Tests;

/// <summary>Tests that the stored certificate and key are loaded after a restart, or that the error names the damaged files.</summary>
public sealed class ServerCertificateTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    private TempDirectory _directory = null!;

    [SetUp]
    public void CreateFiles()
    {
        _directory = new TempDirectory();
        using var _ = ServerCertificate.LoadOrCreate(_directory.Path, Now);
    }

    [TearDown]
    public void Delete() => _directory.Dispose();

    [Test]
    public void The_certificate_remains_the_same_until_30_days_before_its_expiry()
    {
        using var first = ServerCertificate.LoadOrCreate(_directory.Path, Now);
        using var later = ServerCertificate.LoadOrCreate(_directory.Path, Now.AddDays(334));
        using var renewed = ServerCertificate.LoadOrCreate(_directory.Path, Now.AddDays(336));

        Assert.That(later.Thumbprint, Is.EqualTo(first.Thumbprint));
        Assert.That(renewed.Thumbprint, Is.Not.EqualTo(first.Thumbprint));
        Assert.That(renewed.NotAfter.ToUniversalTime(), Is.EqualTo(Now.AddDays(336 + 365).UtcDateTime));
    }

    [TestCase("certificate.pem")]
    [TestCase("key.pem")]
    public void A_change_to_any_byte_is_harmless_or_reported_with_the_file_name(string name)
    {
        var folder = Path.Combine(_directory.Path, "tls");
        var files = Directory.GetFiles(folder).ToDictionary(path => path, File.ReadAllBytes);
        var file = Path.Combine(folder, name);
        var original = files[file];
        var rejected = 0;
        for (var i = 0; i < original.Length; i++)
        {
            foreach (var flipped in new byte[] { 1, 4, 64 })
            {
                var damaged = original.ToArray();
                damaged[i] ^= flipped;
                // A damaged expiry date can cause the creation of a new certificate and key, so both files are restored.
                foreach (var (path, content) in files)
                    File.WriteAllBytes(path, path == file ? damaged : content);
                rejected += IsRejected($"byte {i} ^ {flipped}") ? 1 : 0;
            }
        }

        Assert.That(rejected, Is.Positive.And.LessThan(3 * original.Length));
    }

    [TestCase("certificate.pem")]
    [TestCase("key.pem")]
    public void A_file_truncated_at_any_position_is_harmless_or_reported_with_the_file_name(string name)
    {
        var file = Path.Combine(_directory.Path, "tls", name);
        var original = File.ReadAllBytes(file);
        // The line break after the last line is not significant.
        var significant = original.AsSpan().TrimEnd((byte)'\n').Length;
        for (var length = 0; length < original.Length; length++)
        {
            File.WriteAllBytes(file, original[..length]);
            Assert.That(IsRejected($"{length} bytes"), Is.EqualTo(length < significant), $"{length} bytes");
        }
    }

    private bool IsRejected(string damage)
    {
        try
        {
            using var certificate = ServerCertificate.LoadOrCreate(_directory.Path, Now);
            Assert.That(certificate.HasPrivateKey, damage);
            return false;
        }
        catch (CorruptDataException e)
        {
            Assert.That(e.File, Is.EqualTo(ServerCertificate.PathIn(_directory.Path)), damage);
            Assert.That(e.Message, Does.Contain("certificate.pem").And.Contain("key.pem"), damage);
            return true;
        }
    }
}
