using Microsoft.Azure.Amqp;
using Microsoft.Extensions.Logging;

namespace LocalEventHubs.Amqp;

/// <summary>
/// The node <c>$cbs</c>, which accepts tokens. A token grants the connection access to the entities in the token's scope until the token
/// expires.
/// </summary>
internal sealed class CbsNode(PeerConnection connection, ILogger logger) : RequestNode(connection, logger)
{
    protected override Response Handle(AmqpMessage request)
    {
        if (Text(request, "operation") != "put-token")
            throw AmqpErrors.InvalidArgument("The only operation of $cbs is 'put-token'.");

        // The token type is ignored, because the Python SDK sends a SAS token with the type "jwt".
        Connection.PutToken(
            request.ValueBody?.Value as string ?? throw AmqpErrors.InvalidArgument("The body must be a string with the token."));
        return new Response(202, "Accepted", null, null);
    }
}
