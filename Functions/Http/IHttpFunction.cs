namespace LatamFunctions.Http;

/// <summary>
/// What every HTTP function says of itself, once: requests are checked against it before the function runs, and the OpenAPI document
/// is made from it.
/// </summary>
internal interface IHttpFunction
{
    static abstract Operation Operation { get; }
}
