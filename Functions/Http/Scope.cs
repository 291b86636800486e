namespace LatamFunctions.Http;

/// <summary>The scope of an operation: which keys, and which roles of a token, open it.</summary>
public enum Scope
{
    /// <summary>Everyone, without a key.</summary>
    Open,

    /// <summary>Consumers of flights.</summary>
    Read,

    /// <summary>Systems that publish events.</summary>
    Publish,

    /// <summary>Operators of the system: dead letters.</summary>
    Operate,
}
