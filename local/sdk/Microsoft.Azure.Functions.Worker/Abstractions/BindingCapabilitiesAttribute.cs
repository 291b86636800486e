namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

public sealed class BindingCapabilitiesAttribute(params string[] capabilities) : Attribute
{
    public string[] Capabilities { get; } = capabilities;
}
