using LocalFunctions.Host.Http;

namespace LocalFunctions.Host.Tests;

internal sealed class FunctionKeysTests
{
    private string _folder = null!;

    private string FilePath => Path.Combine(_folder, "keys.json");

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("keys-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Existing_keys_are_retained_and_missing_keys_are_added()
    {
        var first = FunctionKeys.LoadOrCreate(FilePath, ["A"], ["read"]);
        var second = FunctionKeys.LoadOrCreate(FilePath, ["A", "B"], ["read", "publish"]);

        Assert.Multiple(() =>
        {
            Assert.That((second.Master, second.Default, second.Functions["A"], second.Named["read"]),
                Is.EqualTo((first.Master, first.Default, first.Functions["A"], first.Named["read"])));
            Assert.That(second.Functions["B"], Has.Length.EqualTo(44));
            Assert.That(second.Named["publish"], Has.Length.EqualTo(44));
        });
    }

    [Test]
    public void Every_flipped_bit_and_every_truncation_is_an_error_with_the_file_name()
    {
        var keys = FunctionKeys.LoadOrCreate(FilePath, ["A"], ["read"]);
        var bytes = File.ReadAllBytes(FilePath);
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var damaged in (byte[][])[[.. bytes[..i], (byte)(bytes[i] ^ 1), .. bytes[(i + 1)..]], bytes[..i]])
            {
                File.WriteAllBytes(FilePath, damaged);
                try
                {
                    // The damage might have changed only white space.
                    var read = FunctionKeys.LoadOrCreate(FilePath, ["A"], ["read"]);
                    Assert.That((read.Master, read.Default, read.Functions["A"], read.Named["read"]),
                        Is.EqualTo((keys.Master, keys.Default, keys.Functions["A"], keys.Named["read"])), $"byte {i}");
                }
                catch (InvalidDataException e)
                {
                    Assert.That(e.Message, Does.StartWith($"{FilePath} is not a key file: "));
                    Assert.That(e.Message, Does.EndWith("Delete the file to create new keys."));
                }
            }
        }
    }

    [Test]
    public void A_file_without_a_checksum_is_accepted()
    {
        File.WriteAllText(FilePath, """{"master":"m","default":"d","functions":{"A":"a"},"named":{"read":"r"}}""");

        var keys = FunctionKeys.LoadOrCreate(FilePath, ["A"], ["read"]);

        Assert.That((keys.Master, keys.Default, keys.Functions["A"], keys.Named["read"]), Is.EqualTo(("m", "d", "a", "r")));
    }

    [Test]
    public void A_file_readable_by_others_becomes_private()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has no file modes.");
            return;
        }

        File.WriteAllText(FilePath, """{"master":"m","default":"d","functions":{},"named":{}}""");
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        FunctionKeys.LoadOrCreate(FilePath, [], []);

        Assert.That(File.GetUnixFileMode(FilePath), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }
}
