using Microsoft.Azure.Amqp;
using Microsoft.Extensions.Logging;

namespace LocalEventHubs.Amqp;

/// <summary><c>$cbs</c>: accepts tokens. Each grants the connection access to the entities that it covers until it expires.</summary>
internal sealed class CbsNode(PeerConnection connection, ILogger logger) : RequestNode(connection, logger)
{
    protected override Response Handle(AmqpMessage request)
    {
        if (Text(request, "operation") != "put-token")
            throw AmqpErrors.InvalidArgument("The only operation of $cbs is 'put-token'.");

        // The type is not significant: Python calls a SAS token a jwt.
        Connection.PutToken(
            request.ValueBody?.Value as string ?? throw AmqpErrors.InvalidArgument("The body must be a string with the token."));
        return new Response(202, "Accepted", null, null);
    }
}
