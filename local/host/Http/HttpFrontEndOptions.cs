using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host.Http;

/// <summary>The options of the server for clients.</summary>
/// <param name="Port">The port on the loopback addresses; 0 for a free port.</param>
/// <param name="Keys">The function keys, or <c>null</c> if no function requires a key.</param>
/// <param name="AllowedOrigins">The origins whose scripts can call the functions; <c>*</c> for all origins.</param>
/// <param name="MapEndpoints">Adds endpoints of the embedding program.</param>
/// <param name="LoggerFactory">The logger factory for the server's log.</param>
/// <param name="TimeProvider">The clock for the proxy.</param>
internal sealed record HttpFrontEndOptions(
    int Port,
    FunctionKeys? Keys,
    IReadOnlyList<string> AllowedOrigins,
    Action<IEndpointRouteBuilder>? MapEndpoints,
    ILoggerFactory LoggerFactory,
    TimeProvider TimeProvider);
