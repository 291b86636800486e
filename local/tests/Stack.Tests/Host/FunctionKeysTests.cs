using System.Runtime.Versioning;
using LocalStack.Host;

namespace LocalStack.Tests.Host;

internal sealed class FunctionKeysTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("keys-");

    [TearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [Test]
    public void Keys_are_made_once_and_only_new_functions_get_new_ones()
    {
        var first = FunctionKeys.LoadOrCreate(KeysPath, ["A"], ["read"]);
        var second = FunctionKeys.LoadOrCreate(KeysPath, ["A", "B"], ["read", "publish"]);

        Assert.Multiple(() =>
        {
            Assert.That(second.Master, Is.EqualTo(first.Master));
            Assert.That(second.Default, Is.EqualTo(first.Default));
            Assert.That(second.Functions["A"], Is.EqualTo(first.Functions["A"]));
            Assert.That(second.Named["read"], Is.EqualTo(first.Named["read"]));
            Assert.That(
                new[] { second.Master, second.Default, second.Functions["A"], second.Functions["B"], second.Named["read"], second.Named["publish"] }, Is.Unique);
            Assert.That(Convert.FromBase64String(second.Master.Replace('-', '+').Replace('_', '/')), Has.Length.EqualTo(32));
        });
    }

    [Test]
    public void A_file_from_before_there_were_named_keys_gets_them()
    {
        File.WriteAllText(KeysPath, """{"master":"m","default":"d","functions":{"A":"a"}}""");

        var keys = FunctionKeys.LoadOrCreate(KeysPath, ["A"], ["read"]);

        Assert.Multiple(() =>
        {
            Assert.That((keys.Master, keys.Default, keys.Functions["A"]), Is.EqualTo(("m", "d", "a")));
            Assert.That(keys.Named.Keys, Is.EqualTo(["read"]));
        });
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public void Only_the_owner_can_read_them()
    {
        FunctionKeys.LoadOrCreate(KeysPath, ["A"], ["read"]);

        Assert.That(File.GetUnixFileMode(KeysPath), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void A_damaged_file_is_named_and_not_overwritten()
    {
        File.WriteAllText(KeysPath, "{");

        Assert.That(() => FunctionKeys.LoadOrCreate(KeysPath, ["A"], ["read"]), Throws.TypeOf<InvalidDataException>().With.Message.StartWith($"{KeysPath} is no key file"));
        Assert.That(File.ReadAllText(KeysPath), Is.EqualTo("{"));
    }

    private string KeysPath => Path.Combine(_folder.FullName, "keys.json");
}
