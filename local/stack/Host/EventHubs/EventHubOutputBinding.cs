using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace LocalStack.Host;

/// <param name="Property">Of the returned object; null if that object itself is what is sent.</param>
internal sealed record EventHubOutputBinding(string Name, EventHubOutputAttribute Attribute, PropertyInfo? Property)
{
    public object? ValueOf(object? returned) => returned is null || Property is null ? returned : Property.GetValue(returned);
}
