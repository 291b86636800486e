namespace LocalStack.Telemetry;

/// <summary>A program that receives telemetry as OTLP over HTTP with protobuf bodies, such as the Aspire dashboard or Jaeger.</summary>
/// <param name="Address">The program's address, without the path of a signal (<c>v1/traces</c>).</param>
/// <param name="Key">
/// The value of the <c>x-otlp-api-key</c> header, which the Aspire dashboard requires, or <c>null</c> for no header.
/// </param>
internal sealed record OtlpCollector(Uri Address, string? Key = null)
{
    public const string KeyHeader = "x-otlp-api-key";

    public Uri Traces => new($"{Root}/v1/traces");

    public string Root => Address.AbsoluteUri.TrimEnd('/');

    /// <summary>Returns the address without the key, which a record's default implementation would include.</summary>
    public override string ToString() => Root;
}
