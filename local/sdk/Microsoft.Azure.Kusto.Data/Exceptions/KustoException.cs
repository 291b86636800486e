namespace Kusto.Data.Exceptions;

/// <summary>Classify by type or by <see cref="IsPermanent"/>, never by <see cref="FailureCode"/> alone: a server timeout carries 400 too.</summary>
public abstract class KustoException : Exception
{
    protected KustoException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public virtual int FailureCode { get; protected set; }

    public virtual string FailureSubCode { get; protected set; }

    public virtual bool IsPermanent { get; protected set; }
}
