namespace LatamFunctions.Http;

/// <summary>The format of a string in JSON Schema, like <c>uri-reference</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FormatAttribute(string format) : Attribute
{
    public string Format => format;
}
