using System.Reflection;
using Microsoft.Extensions.Logging;

namespace LocalStack.Host;

internal sealed record FunctionsHostOptions
{
    /// <summary>An isolated-worker program: its entry point builds a host, its public methods with <c>[Function]</c> are the functions.</summary>
    public required Assembly App { get; init; }

    public required string HostJsonPath { get; init; }

    /// <summary>App settings, with <c>:</c> between the parts of a name.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The function keys; null leaves all functions open.</summary>
    public FunctionKeys? Keys { get; init; }

    /// <summary>Origins whose scripts may call the HTTP functions, as <c>Host.CORS</c> of Core Tools; * for all.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public required ILoggerFactory LoggerFactory { get; init; }
}
