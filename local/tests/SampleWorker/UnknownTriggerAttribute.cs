using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace SampleWorker;

/// <summary>A trigger of an extension that the host does not have.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class UnknownTriggerAttribute : TriggerBindingAttribute;
