using LocalEventHubs.Errors;
using LocalEventHubs.Messages;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Extensions.Logging;

namespace LocalEventHubs.Amqp;

/// <summary>
/// A node that responds to requests. A client sends requests on one link and receives responses on another link in the same session.
/// </summary>
internal abstract partial class RequestNode(PeerConnection connection, ILogger logger)
{
    /// <summary>The maximum number of queued responses. Additional responses to a client that grants no credit are dropped.</summary>
    private const uint MaxWaitingResponses = 100;

    private readonly Lock _gate = new();
    private readonly List<SendingAmqpLink> _replies = [];
    private readonly ILogger _logger = logger;
    private int _deliveries;

    protected PeerConnection Connection { get; } = connection;

    public void Attach(AmqpLink link)
    {
        if (link is ReceivingAmqpLink receiving)
        {
            receiving.RegisterMessageListener(request => OnRequest(receiving, request));
            return;
        }

        var reply = (SendingAmqpLink)link;
        reply.RegisterDispositionListener(_ => { });
        lock (_gate)
            _replies.Add(reply);
        reply.Closed += (_, _) =>
        {
            lock (_gate)
                _replies.Remove(reply);
        };
    }

    /// <exception cref="EventHubsException">The request cannot be executed.</exception>
    protected abstract Response Handle(AmqpMessage request);

    protected static string? Text(AmqpMessage request, string name) =>
        request.ApplicationProperties?.Map[new MapKey(name)] as string;

    /// <summary>Returns the HTTP status code for an error.</summary>
    private static int StatusOf(Exception failure) => failure switch
    {
        EventHubsException { Reason: EventHubsErrorReason.Unauthorized } => 401,
        EventHubsException { Reason: EventHubsErrorReason.NotFound } => 404,
        EventHubsException or MessageFormatException or AmqpException => 400,
        _ => 500,
    };

    /// <summary>Handles a request on the connection's read loop.</summary>
    private void OnRequest(ReceivingAmqpLink link, AmqpMessage request)
    {
        try
        {
            Check(request);
            using var response = Respond(request);
            if (FindReply(link.Session, request.Properties?.ReplyTo?.ToString()) is { } reply && reply.Available < MaxWaitingResponses)
            {
                reply.SendMessageNoWait(
                    response, new ArraySegment<byte>(BitConverter.GetBytes(Interlocked.Increment(ref _deliveries))),
                    AmqpConstants.NullBinary);
            }

            if (!request.Settled)
                link.AcceptMessage(request, settled: true, batchable: false);
        }
        catch (MessageFormatException e)
        {
            link.SafeClose(new AmqpException(AmqpErrorCode.DecodeError, e.Message));
        }
        finally
        {
            request.Dispose();
        }
    }

    /// <summary>Validates the request before the library decodes it, because deep nesting could exhaust the stack.</summary>
    private static void Check(AmqpMessage request)
    {
        using var bytes = new PooledBuffer(1024);
        foreach (var buffer in request.RawByteBuffers)
            bytes.Write(buffer.Buffer.AsSpan(buffer.Offset, buffer.Length));
        MessageSections.Parse(bytes.Span);
    }

    private AmqpMessage Respond(AmqpMessage request)
    {
        Response response;
        try
        {
            response = Handle(request);
        }
        catch (Exception e)
        {
            var error = AmqpErrors.From(e);
            LogFailure(e.Message);
            response = new Response(StatusOf(e), error.Message, null, error.Error.Condition);
        }

        var message = AmqpMessage.Create(new AmqpValue { Value = response.Body });
        message.Properties.CorrelationId = request.Properties?.MessageId;
        message.ApplicationProperties.Map["status-code"] = response.Status;
        message.ApplicationProperties.Map["status-description"] = response.Description;
        if (response.ErrorCondition is { } condition)
            message.ApplicationProperties.Map["error-condition"] = condition;
        return message;
    }

    /// <summary>
    /// Finds the link for the response. A request from the JavaScript SDK specifies the link's name, and a request from the .NET SDK
    /// specifies the link's target address. The Python SDK specifies neither, but opens only one pair of links per session.
    /// </summary>
    private SendingAmqpLink? FindReply(AmqpSession session, string? replyTo)
    {
        lock (_gate)
        {
            var candidates = _replies.Where(link => link.Session == session).ToList();
            return candidates.Find(link => link.Name == replyTo || (link.Settings.Target as Target)?.Address?.ToString() == replyTo)
                ?? candidates.LastOrDefault();
        }
    }

    /// <param name="Status">The HTTP status code.</param>
    protected sealed record Response(int Status, string Description, object? Body, AmqpSymbol? ErrorCondition);

    [LoggerMessage(LogLevel.Debug, "A request was rejected: {Reason}")]
    private partial void LogFailure(string reason);
}
