namespace LatamFunctions.Http;

/// <summary>A kind of failed request. The code and the status are a contract because clients branch on them.</summary>
/// <param name="Name">The value of <c>code</c> and of the x-ms-error-code header.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Meaning">The cause and the remedy, for the documentation.</param>
public sealed record ErrorCode(string Name, int Status, string Meaning)
{
    public override string ToString() => Name;
}
