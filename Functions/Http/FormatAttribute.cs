namespace LatamFunctions.Http;

/// <summary>The JSON Schema format of a string, such as <c>uri-reference</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FormatAttribute(string format) : Attribute
{
    public string Format => format;
}
