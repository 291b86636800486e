using System.Text;
using Azure.Messaging.EventHubs;
using LocalStack.Host;
using Microsoft.Azure.Functions.Worker;

namespace LocalStack.Tests.Host;

/// <summary>Functions that tell what they got and do what the test says. Not exported, so that no catalog finds them.</summary>
internal sealed class BatchFunctions(BatchFunctions.Script script)
{
    /// <summary>Written by the test, shared by all invocations.</summary>
    internal sealed class Script
    {
        private readonly Lock _recording = new();

        public List<(string InvocationId, int? RetryCount, string PartitionContext, string[] Bodies)> Calls { get; } = [];

        /// <summary>What the call of this number, from 0, does.</summary>
        public Func<int, CancellationToken, Task> Behaviour { get; set; } = (_, _) => Task.CompletedTask;

        public Task RunAsync(EventData[] events, FunctionContext context)
        {
            int number;
            lock (_recording)
            {
                number = Calls.Count;
                Calls.Add((
                    context.InvocationId,
                    context.RetryContext?.RetryCount,
                    (string)context.BindingContext.BindingData["PartitionContext"]!,
                    [.. events.Select(e => Encoding.UTF8.GetString(e.EventBody))]));
            }

            return Behaviour(number, context.CancellationToken);
        }
    }

    [Function("Plain")]
    public Task Plain([EventHubTrigger("flights", ConsumerGroup = "ingest")] EventData[] events, FunctionContext context) =>
        script.RunAsync(events, context);

    [Function("Twice")]
    [FixedDelayRetry(1, "00:00:00")]
    public Task Twice([EventHubTrigger("flights", ConsumerGroup = "ingest")] EventData[] events, FunctionContext context) =>
        script.RunAsync(events, context);

    [Function("Endless")]
    [FixedDelayRetry(-1, "00:00:00")]
    public Task Endless([EventHubTrigger("flights", ConsumerGroup = "ingest")] EventData[] events, FunctionContext context) =>
        script.RunAsync(events, context);

    public static FunctionEntry Entry(string name) =>
        FunctionEntry.Of(typeof(BatchFunctions).GetMethod(name)!, new FunctionAttribute(name));
}
