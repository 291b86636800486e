using LocalKusto.Errors;

namespace LocalKusto.Commands;

/// <summary>The properties of a command, <c>with (name = value, …)</c>.</summary>
internal static class CommandProperties
{
    public static bool IsTrue(this Dictionary<string, string> properties, string name) =>
        string.Equals(properties.GetValueOrDefault(name), "true", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="KustoRequestException">
    /// A property is not in <paramref name="known"/>, and ignoring the property would change the command's effect.
    /// </exception>
    public static void CheckNames(this Dictionary<string, string> properties, string command, params ReadOnlySpan<string> known)
    {
        foreach (var name in properties.Keys)
        {
            var isKnown = false;
            foreach (var other in known)
                isKnown |= string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
            if (!isKnown)
                throw KustoRequestException.BadRequest($"The local engine does not support the property '{name}' of '{command}'.");
        }
    }
}
