namespace LatamFunctions.Http;

/// <summary>
/// An HTTP function with a declaration. The app validates requests against the declaration before the function runs, and generates the
/// OpenAPI document from the declaration.
/// </summary>
internal interface IHttpFunction
{
    static abstract Operation Operation { get; }
}
