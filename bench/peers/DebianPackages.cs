using BrokerBenchmark;

namespace PeerBenchmark;

/// <summary>The peer's programs in the packages of Debian and Ubuntu.</summary>
/// <param name="HasRabbitMq">Whether RabbitMQ is installed.</param>
/// <param name="PostgreSql">The folder with PostgreSQL's programs, or <c>null</c> if no PostgreSQL server is installed.</param>
/// <param name="MissingModules">The Python modules that are not installed.</param>
internal sealed record DebianPackages(bool HasRabbitMq, string? PostgreSql, IReadOnlyList<string> MissingModules)
{
    /// <summary>
    /// Debian's Python, which has the modules from Debian's packages. The Python in PATH can be a different installation.
    /// </summary>
    public const string Python = "/usr/bin/python3";

    private const string PostgreSqlVersions = "/usr/lib/postgresql";

    private static readonly string[] Modules = ["asyncpg", "httptools", "pika", "psycopg2", "starlette", "uvicorn", "uvloop"];

    /// <summary>The installed packages. Read this property only if <see cref="Missing"/> is empty.</summary>
    public IEnumerable<string> Installed =>
    [
        "rabbitmq-server", $"postgresql-{Path.GetFileName(Path.GetDirectoryName(PostgreSql!)!)}", "python3", .. Modules.Select(PackageOf),
    ];

    /// <summary>The packages to install.</summary>
    public IReadOnlyList<string> Missing =>
    [
        .. HasRabbitMq ? Array.Empty<string>() : ["rabbitmq-server"],
        .. PostgreSql is null ? ["postgresql"] : Array.Empty<string>(),
        .. MissingModules.Select(PackageOf),
    ];

    public static async Task<DebianPackages> FindAsync(CancellationToken cancellationToken) => new(
        RabbitMqServer.IsInstalled,
        Directory.Exists(PostgreSqlVersions) ? NewestServer(Directory.GetDirectories(PostgreSqlVersions)) : null,
        await MissingModulesAsync(cancellationToken));

    /// <summary>
    /// Returns the folder with the programs of the newest version that contains a server. A version's folder can also contain only the
    /// client.
    /// </summary>
    internal static string? NewestServer(IEnumerable<string> versions) => versions
        .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
        .OrderByDescending(folder => int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture))
        .Select(folder => Path.Combine(folder, "bin"))
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    private static string PackageOf(string module) => $"python3-{module}";

    private static async Task<IReadOnlyList<string>> MissingModulesAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Python))
            return Modules;
        var script = $"import importlib.util as u; print(*[m for m in '{string.Join(' ', Modules)}'.split() if u.find_spec(m) is None])";
        var output = await ProgramOutput.ReadAsync(Python, ["-c", script], cancellationToken);
        return output.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
