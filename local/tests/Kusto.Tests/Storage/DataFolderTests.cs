using LocalKusto.Tests.Support;

namespace LocalKusto.Tests.Storage;

/// <summary>Tests that other users of the machine cannot read the engine's data.</summary>
[Platform(Exclude = "Win", Reason = "On Windows, a folder inherits the access control list of its parent folder.")]
public sealed class DataFolderTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Everyone =
        OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private string _root = null!;

    [SetUp]
    public void CreateRoot() => _root = Directory.CreateTempSubdirectory("kusto-test-").FullName;

    [TearDown]
    public void DeleteRoot() => Directory.Delete(_root, recursive: true);

    [Test]
    public async Task A_new_folder_is_private()
    {
        var folder = Path.Combine(_root, "new");
        await using var server = await KustoTestServer.StartAsync(folder);
        Assert.That(Mode(folder), Is.EqualTo(OwnerOnly));
    }

    [Test]
    public async Task An_existing_data_folder_becomes_private()
    {
        await using (await KustoTestServer.StartAsync(_root))
        {
        }
        SetMode(_root, Everyone);
        await using var server = await KustoTestServer.StartAsync(_root);
        Assert.That(Mode(_root), Is.EqualTo(OwnerOnly));
    }

    [Test]
    public async Task The_mode_of_a_folder_with_other_files_is_unchanged()
    {
        File.WriteAllText(Path.Combine(_root, "of-another-program.txt"), "");
        SetMode(_root, Everyone);
        await using var server = await KustoTestServer.StartAsync(_root);
        Assert.That(Mode(_root), Is.EqualTo(Everyone));
    }

    // The platform analyzer does not support NUnit's attribute.
#pragma warning disable CA1416
    private static UnixFileMode Mode(string folder) => File.GetUnixFileMode(folder);

    private static void SetMode(string folder, UnixFileMode mode) => File.SetUnixFileMode(folder, mode);
#pragma warning restore CA1416
}
