using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace CommandLines;

/// <summary>
/// The command line of a program without subcommands. System.CommandLine parses the command line and writes the help text. An error is
/// written to standard error as one line.
/// </summary>
/// <typeparam name="TOptions">The type of the options' values.</typeparam>
public sealed class ProgramCommand<TOptions>
{
    /// <summary>Disables response files, so that a value can begin with <c>@</c>.</summary>
    private static readonly ParserConfiguration Configuration = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    private readonly RootCommand _command;
    private readonly Func<ParseResult, TOptions> _bind;

    /// <param name="project">The project's folder, preceded by options of <c>dotnet run</c>.</param>
    /// <param name="description">The program's purpose and exit codes.</param>
    /// <param name="symbols">The options and arguments, in the order of the help text.</param>
    /// <param name="bind">A function that returns the values of a valid command line.</param>
    public ProgramCommand(string project, string description, IEnumerable<Symbol> symbols, Func<ParseResult, TOptions> bind)
    {
        _bind = bind;
        _command = new RootCommand(description) { HelpName = $"dotnet run {project} --" };
        _command.Options.Clear(); // Remove --version, because these programs have no versions of their own.
        _command.Directives.Clear();
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                _command.Add(argument);
            else if (symbol is Option option)
                _command.Add(option);
        }

        _command.Add(new HelpOption("--help", "-h") { Description = "Show this text." });
    }

    /// <summary>
    /// A function that returns an error message if valid options cannot be combined, or <c>null</c> if the options can be combined.
    /// </summary>
    public Func<ParseResult, string?> Check { get; init; } = _ => null;

    /// <summary>The exit code after an error in the command line.</summary>
    public int ErrorExitCode { get; init; } = 2;

    /// <summary>The output of <c>--help</c>.</summary>
    public string Help
    {
        get
        {
            using var output = new StringWriter();
            _command.Parse(["--help"], Configuration).Invoke(new InvocationConfiguration { Output = output });
            return output.ToString();
        }
    }

    /// <returns>The values of the options, or the message for the first error in the command line.</returns>
    public (TOptions? Options, string? Error) Parse(IReadOnlyList<string> args) => Read(_command.Parse(args, Configuration));

    /// <summary>Runs the program, unless the command line requests help or is invalid. Ctrl-C and SIGTERM terminate the process.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="runAsync">The program, which returns the exit code.</param>
    public Task<int> RunAsync(IReadOnlyList<string> args, Func<TOptions, Task<int>> runAsync) =>
        RunAsync(args, (options, _) => runAsync(options), null);

    /// <summary>
    /// Runs the program, unless the command line requests help or is invalid. Ctrl-C and SIGTERM cancel the token. The program then has a
    /// minute to exit.
    /// </summary>
    /// <param name="args">The command line.</param>
    /// <param name="runAsync">The program, which returns the exit code.</param>
    public Task<int> RunAsync(IReadOnlyList<string> args, Func<TOptions, CancellationToken, Task<int>> runAsync) =>
        RunAsync(args, runAsync, TimeSpan.FromMinutes(1));

    private async Task<int> RunAsync(
        IReadOnlyList<string> args, Func<TOptions, CancellationToken, Task<int>> runAsync, TimeSpan? terminationTimeout)
    {
        TOptions? options = default;
        _command.SetAction((_, cancellationToken) => runAsync(options!, cancellationToken));
        var result = _command.Parse(args, Configuration);
        if (result.Action is not HelpAction)
        {
            (options, var error) = Read(result);
            if (error is not null)
            {
                await Console.Error.WriteLineAsync($"{error} Use --help to list the options.").ConfigureAwait(false);
                return ErrorExitCode;
            }
        }

        var invocation = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = terminationTimeout,
        };
        return await result.InvokeAsync(invocation).ConfigureAwait(false);
    }

    private (TOptions? Options, string? Error) Read(ParseResult result)
    {
        var error = UnknownToken(result) ?? result.Errors.Select(Describe).FirstOrDefault() ?? Check(result);
        return error is null ? (_bind(result), null) : (default, error);
    }

    private static string Describe(ParseError error) => error.SymbolResult switch
    {
        OptionResult { IdentifierToken: null } option => $"{option.Option.Name} is required.",
        OptionResult { Tokens.Count: 0 } option => MissingValue(option.Option.Name),
        ArgumentResult { Tokens.Count: 0 } argument => $"<{argument.Argument.Name}> is missing.",
        _ => error.Message,
    };

    private static string MissingValue(string option) => $"{option} needs a value.";

    /// <returns>An error message if a token is neither an option nor a value, or <c>null</c> if all tokens are known.</returns>
    private string? UnknownToken(ParseResult result)
    {
        var tokens = result.Tokens;
        for (var i = 0; i < tokens.Count; i++)
        {
            // The parser accepts an option's name as the value of the preceding option or argument.
            if (tokens[i] is { Type: TokenType.Argument, Value: ['-', '-', ..] value })
                return i > 0 && _command.Options.Any(option => option.Name == value) ? MissingValue(tokens[i - 1].Value) : Unknown(value);
        }

        if (result.UnmatchedTokens is not [var unknown, ..])
            return null;
        // Find the last token with this text, because an option's value can have the same text.
        var index = tokens.ToList().FindLastIndex(token => token.Value == unknown);
        return index > 0 && tokens[index - 1] is { Type: TokenType.Option } flag && !unknown.StartsWith('-')
            ? $"{flag.Value} takes no value, but '{unknown}' follows it."
            : Unknown(unknown);

        static string Unknown(string token) => $"'{token}' is not an option.";
    }
}
