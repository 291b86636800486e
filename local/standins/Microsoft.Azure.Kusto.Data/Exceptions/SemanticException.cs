namespace Kusto.Data.Exceptions;

public class SemanticException : KustoBadRequestException
{
    public string Text;
    public string SemanticErrors;

    public SemanticException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public SemanticException(
        string text, string semanticErrors, int? failureCode = null, string failureSubCode = null, bool? isPermanent = true)
        : base($"Semantic error: {semanticErrors}", null)
    {
        Text = text;
        SemanticErrors = semanticErrors;
        With(failureCode ?? FailureCode, failureSubCode, isPermanent);
    }
}
