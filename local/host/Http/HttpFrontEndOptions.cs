using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace LocalFunctions.Host.Http;

/// <summary>The options for <see cref="HttpFrontEnd"/>.</summary>
/// <param name="Port">The port on the loopback addresses, or 0 for a free port.</param>
/// <param name="Keys">The function keys, or <c>null</c> if no function requires a key.</param>
/// <param name="AllowedOrigins">The origins whose scripts can call the functions, or <c>*</c> for all origins.</param>
/// <param name="MapEndpoints">A callback that adds the embedding program's endpoints, or <c>null</c>.</param>
/// <param name="LoggerFactory">The logger factory for the server's log.</param>
/// <param name="TimeProvider">The clock for the proxy.</param>
internal sealed record HttpFrontEndOptions(
    int Port,
    FunctionKeys? Keys,
    IReadOnlyList<string> AllowedOrigins,
    Action<IEndpointRouteBuilder>? MapEndpoints,
    ILoggerFactory LoggerFactory,
    TimeProvider TimeProvider);
