using LocalKusto.Configuration;
using LocalKusto.Storage;

namespace LocalKusto.Tests.Storage;

public sealed class DuckDbSettingsTests
{
    private const long Gigabyte = 1L << 30;

    [TestCase(24 * Gigabyte, 6 * Gigabyte)]
    [TestCase(8 * Gigabyte, 2 * Gigabyte)]
    [TestCase(1 * Gigabyte, Gigabyte / 2)]
    public void The_default_memory_limit_is_a_quarter_of_the_memory_and_at_least_512_MB(long available, long limit) =>
        Assert.That(DuckDbSettings.DefaultMemory(available), Is.EqualTo(limit));

    [Test]
    public void Memory_and_spill_files_are_limited_by_default()
    {
        var settings = DuckDbSettings.From(new KustoServerOptions { DataDirectory = "folder" });
        Assert.That(settings["memory_limit"], Does.Match(@"^\d+MiB$"));
        Assert.That(settings["max_temp_directory_size"], Does.Match(@"^\d+MiB$"));
    }
}
