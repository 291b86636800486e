using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host.Http;

/// <summary>The settings of the server that clients call.</summary>
/// <param name="Port">The port on the loopback addresses; 0 for a free one.</param>
/// <param name="Keys">The function keys; null if no function requires one.</param>
/// <param name="AllowedOrigins">Origins whose scripts may call the functions; <c>*</c> for all.</param>
/// <param name="MapEndpoints">Adds endpoints of the embedding program.</param>
/// <param name="LoggerFactory">Receives the server's log.</param>
/// <param name="TimeProvider">The clock of the proxy.</param>
internal sealed record HttpFrontEndOptions(
    int Port,
    FunctionKeys? Keys,
    IReadOnlyList<string> AllowedOrigins,
    Action<IEndpointRouteBuilder>? MapEndpoints,
    ILoggerFactory LoggerFactory,
    TimeProvider TimeProvider);
