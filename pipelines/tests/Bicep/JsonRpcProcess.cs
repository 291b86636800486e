using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pipelines.Tests.Bicep;

/// <summary>
/// A process that serves JSON-RPC 2.0 requests over standard input and output. Each message follows a <c>Content-Length</c> header, as in
/// the Language Server Protocol. Requests can overlap.
/// </summary>
internal sealed class JsonRpcProcess
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _pending = new();
    private readonly SemaphoreSlim _writing = new(1);
    private int _lastId;

    private JsonRpcProcess(Process process)
    {
        _process = process;
        // The test runner exits without disposing of static objects.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => process.Kill();
        _ = ReadResponsesAsync();
    }

    /// <summary>Starts the program with a clean environment, because parameter files read environment variables.</summary>
    public static JsonRpcProcess Start(string path, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["HOME"] = Path.GetTempPath();
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        // These settings, which are also in local/tests/tests.runsettings, reduce the CPU time of a compilation by a third.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return new JsonRpcProcess(process);
    }

    /// <exception cref="JsonRpcException">The server returned an error.</exception>
    /// <exception cref="TimeoutException">The server did not respond in time.</exception>
    public async Task<T> CallAsync<T>(string method, object parameters)
    {
        var id = Interlocked.Increment(ref _lastId);
        var response = _pending[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var body = JsonSerializer.SerializeToUtf8Bytes(new { jsonrpc = "2.0", id, method, @params = new[] { parameters } }, Json);
        await _writing.WaitAsync();
        try
        {
            var input = _process.StandardInput.BaseStream;
            await input.WriteAsync(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n"));
            await input.WriteAsync(body);
            await input.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }

        var message = await response.Task.WaitAsync(TimeLimit);
        if (message.TryGetProperty("error", out var error))
            throw new JsonRpcException(MessageOf(error));
        return message.GetProperty("result").Deserialize<T>(Json)!;
    }

    private static string MessageOf(JsonElement error) =>
        error.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
            && data.TryGetProperty("message", out var cause)
            ? cause.GetString()!
            : error.GetProperty("message").GetString()!;

    private async Task ReadResponsesAsync()
    {
        try
        {
            var output = _process.StandardOutput.BaseStream;
            while (await ReadLengthAsync(output) is { } length)
            {
                var body = new byte[length];
                await output.ReadExactlyAsync(body);
                var message = JsonSerializer.Deserialize<JsonElement>(body);
                if (message.TryGetProperty("id", out var id) && _pending.TryRemove(id.GetInt32(), out var response))
                    response.SetResult(message);
            }

            throw new EndOfStreamException("The process ended.");
        }
        catch (Exception e)
        {
            foreach (var response in _pending.Values)
                response.TrySetException(e);
        }
    }

    /// <summary>Reads the length of the next message. Returns <c>null</c> at the end of the stream.</summary>
    private static async Task<int?> ReadLengthAsync(Stream output)
    {
        int? length = null;
        var line = new StringBuilder();
        var one = new byte[1];
        while (await output.ReadAsync(one) == 1)
        {
            if (one[0] is (byte)'\r')
                continue;
            if (one[0] is not (byte)'\n')
            {
                line.Append((char)one[0]);
                continue;
            }

            if (line.Length == 0)
                return length ?? throw new InvalidDataException("A message has no Content-Length.");
            var header = line.ToString();
            if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                length = int.Parse(header["Content-Length:".Length..], CultureInfo.InvariantCulture);
            line.Clear();
        }

        return null;
    }
}
