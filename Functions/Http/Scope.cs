namespace LatamFunctions.Http;

/// <summary>The scope of an operation, which decides the keys and the roles of a token that permit it.</summary>
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
