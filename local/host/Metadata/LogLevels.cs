using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host.Metadata;

/// <summary>
/// The minimum log levels by category from <c>logging.logLevel</c> in host.json. The longest entry that is a prefix of a category applies
/// to the category.
/// </summary>
internal sealed class LogLevels
{
    private const string Default = "default";

    private readonly LogLevel _default = LogLevel.Information;
    private readonly (string Prefix, LogLevel Level)[] _rules;

    /// <exception cref="InvalidDataException">A value is not a log level.</exception>
    public LogLevels(IConfigurationSection section, string path)
    {
        var rules = new List<(string Prefix, LogLevel Level)>();
        foreach (var entry in section.GetChildren())
        {
            if (!Enum.TryParse<LogLevel>(entry.Value, ignoreCase: true, out var level) || !Enum.IsDefined(level))
            {
                throw new InvalidDataException(
                    $"{path}: logging.logLevel.{entry.Key} must be a level from Trace to None, and is '{entry.Value}'.");
            }

            if (string.Equals(entry.Key, Default, StringComparison.OrdinalIgnoreCase))
                _default = level;
            else
                rules.Add((entry.Key, level));
        }

        _rules = [.. rules.OrderByDescending(rule => rule.Prefix.Length)];
    }

    public LogLevel For(string category)
    {
        foreach (var (prefix, level) in _rules)
        {
            if (category.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return level;
        }

        return _default;
    }
}
