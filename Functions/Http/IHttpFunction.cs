namespace LatamFunctions.Http;

/// <summary>
/// The declaration of an HTTP function: requests are validated against it before the function runs, and the OpenAPI document is generated
/// from it.
/// </summary>
internal interface IHttpFunction
{
    static abstract Operation Operation { get; }
}
