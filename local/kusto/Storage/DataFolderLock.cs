using LocalKusto.Configuration;

namespace LocalKusto.Storage;

/// <summary>Opens the data folder for exclusive use by one engine, and restricts access to the owner.</summary>
internal static class DataFolderLock
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// Creates the folder if it does not exist, and locks the folder. If the folder is new or empty or contains a database, access is
    /// restricted to the owner.
    /// </summary>
    /// <returns>The lock. Disposing of the lock unlocks the folder.</returns>
    /// <exception cref="IOException">Another engine has the folder open.</exception>
    public static FileStream Acquire(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder); // Inherits the access control list of the user's profile.
        else
            CreatePrivate(folder);
        return Lock(folder);
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void CreatePrivate(string folder)
    {
        if (!Directory.Exists(folder))
            Directory.CreateDirectory(folder, OwnerOnly);
        // Do not restrict access to a folder that also contains other files.
        else if (File.Exists(Path.Combine(folder, KustoServerOptions.DatabaseFile)) || !Directory.EnumerateFileSystemEntries(folder).Any())
            File.SetUnixFileMode(folder, OwnerOnly);
    }

    // DuckDB prevents access by other processes, but not by a second engine in the same process, which would damage the file.
    private static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new IOException($"The data folder {folder} is in use by another engine. Stop that engine, or use another folder.", e);
        }
    }
}
