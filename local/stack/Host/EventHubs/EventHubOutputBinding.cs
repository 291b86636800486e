using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace LocalStack.Host;

/// <summary>What a function sends: a property of the object that it returns or, without a property, that object itself.</summary>
internal sealed record EventHubOutputBinding(string Name, EventHubOutputAttribute Attribute, PropertyInfo? Property)
{
    public object? ValueOf(object? returned) => returned is null || Property is null ? returned : Property.GetValue(returned);
}
