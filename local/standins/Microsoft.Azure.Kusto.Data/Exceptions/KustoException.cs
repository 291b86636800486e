namespace Kusto.Data.Exceptions;

/// <summary>Classify by type or by <see cref="IsPermanent"/>, never by <see cref="FailureCode"/> alone: a server timeout carries 400 too.</summary>
public abstract class KustoException : Exception
{
    public KustoException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The HTTP status, where the service answered.</summary>
    public virtual int FailureCode { get; protected set; }

    /// <summary>The code in the service's error, like BadRequest_MappingReferenceWasNotFound.</summary>
    public virtual string FailureSubCode { get; protected set; }

    public virtual bool IsPermanent { get; protected set; }

    /// <summary>What the service said goes before what the type says.</summary>
    internal KustoException With(int failureCode, string failureSubCode, bool? isPermanent)
    {
        FailureCode = failureCode;
        FailureSubCode = failureSubCode ?? FailureSubCode;
        IsPermanent = isPermanent ?? IsPermanent;
        return this;
    }
}
