using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace SampleWorker;

/// <summary>A trigger from an extension that the host does not support.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class UnknownTriggerAttribute : TriggerBindingAttribute;
