namespace LatamFunctions.Http;

/// <summary>For whom an operation is, and so which key opens it.</summary>
public enum Audience
{
    /// <summary>Everyone, without a key.</summary>
    Open,

    /// <summary>Consumers of flights.</summary>
    Read,

    /// <summary>Systems that publish events.</summary>
    Publish,

    /// <summary>Whoever runs this: dead letters.</summary>
    Operate,
}
