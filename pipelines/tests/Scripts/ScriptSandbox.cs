using System.Runtime.Versioning;
using System.Text;

namespace Pipelines.Tests.Scripts;

/// <summary>A folder with stand-ins for the programs that a script calls. The folder is the first entry of the search path.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ScriptSandbox : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scripts-");

    public string Folder => _folder.FullName;

    private string CallsFile => Path.Combine(Folder, "calls.txt");

    /// <summary>The arguments of each az call, one call per line, or an empty string if az was not called.</summary>
    public string AzCalls => File.Exists(CallsFile) ? File.ReadAllText(CallsFile) : "";

    public void Dispose() => _folder.Delete(recursive: true);

    public Task<ScriptRun> RunAsync(string script, string[] arguments, params (string Name, string Value)[] environment) =>
        RunAsync(script, arguments, null, environment);

    public Task<ScriptRun> RunAsync(string script, string[] arguments, string? input, params (string Name, string Value)[] environment) =>
        ScriptRun.RunAsync(
        "bash",
        [Path.IsPathRooted(script) ? script : Path.Combine(ScriptRun.Folder, script), .. arguments],
        environment.ToDictionary(entry => entry.Name, entry => entry.Value),
        Folder,
        input);

    /// <summary>
    /// Installs an az that returns the response of the first entry whose text the command line contains, and fails if no entry matches.
    /// </summary>
    public void InstallAz(params (string CommandLine, string Response)[] responses)
    {
        var script = new StringBuilder("#!/usr/bin/env bash\n")
            .Append($"printf '%s\\n' \"$*\" >> '{CallsFile}'\n")
            .Append("case \"$* \" in\n");
        foreach (var (commandLine, response) in responses)
        {
            script.Append($"  *'{commandLine}'*) "
                + $"{(response.StartsWith('!') ? $"echo '{response[1..]}' >&2; exit 1" : $"printf '%s' '{response}'")} ;;\n");
        }
        script.Append("  *) echo \"unexpected: az $*\" >&2; exit 3 ;;\nesac\n");
        Install("az", script.ToString());
    }

    public void InstallDotnet(string commands) => Install("dotnet", $"#!/bin/sh\n{commands}\n");

    public void Install(string program, string script)
    {
        var path = Path.Combine(Folder, program);
        File.WriteAllText(path, script);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>
    /// Creates an artifact with the repository's scripts. The scripts have no execute bits, because a pipeline's artifacts do not preserve
    /// them. The artifact's compiler writes <paramref name="parameters"/> for each parameter file.
    /// </summary>
    /// <returns>The path of the folder with the scripts.</returns>
    public string MakeArtifact(string parameters = "{}")
    {
        var artifact = Path.Combine(Folder, "drop");
        foreach (var (folder, pattern) in new[]
        {
            ("pipelines/scripts", "*"),
            ("pipelines", "*.json"),
            ("bicep/environments", "*"),
            ("bicep/modules", "*.kql"),
        })
        {
            Directory.CreateDirectory(Path.Combine(artifact, folder));
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern))
            {
                var copy = Path.Combine(artifact, folder, Path.GetFileName(file));
                File.Copy(file, copy);
                File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        File.WriteAllText(Path.Combine(artifact, "bicep", "main.json"), "{}");
        File.WriteAllText(
            Path.Combine(artifact, "bicep", "compiler"),
            $"#!/bin/sh\ntest \"$1 $3\" = 'build-params --outfile' || exit 9\necho \"digest $RELEASE_KEY_DIGEST of ${{2##*/}}\"\ncat > "
            + $"\"$4\" << 'END'\n{parameters}\nEND\n");
        return Path.Combine(artifact, "pipelines", "scripts");
    }
}
