namespace LocalStack.Telemetry;

/// <summary>A program that receives telemetry by OTLP over HTTP with protobuf bodies, such as the Aspire dashboard or Jaeger.</summary>
/// <param name="Address">The program's address, without the path of a signal (<c>v1/traces</c>).</param>
/// <param name="Key">The value of the <c>x-otlp-api-key</c> header, which the Aspire dashboard requires; null if there is none.</param>
internal sealed record OtlpCollector(Uri Address, string? Key = null)
{
    public const string KeyHeader = "x-otlp-api-key";

    public Uri Traces => new($"{Root}/v1/traces");

    public string Root => Address.AbsoluteUri.TrimEnd('/');

    /// <summary>Returns the address without the key, which a record would otherwise print.</summary>
    public override string ToString() => Root;
}
