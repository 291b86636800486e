using System.Runtime.CompilerServices;
using LocalKusto.Kql.Errors;

namespace LocalKusto.Kql.Syntax;

/// <summary>Reads tokens.</summary>
internal sealed partial class Parser
{
    /// <summary>Rejects text that is nested too deeply for the stack.</summary>
    private void GuardDepth()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw KqlErrors.Syntax(_text, Current.Start, "The text is nested too deeply.");
    }

    private Token Peek(int ahead) => _tokens[Math.Min(_next + ahead, _tokens.Count - 1)];

    /// <summary>
    /// Returns <c>true</c> if a bracketed name such as <c>['a name']</c> starts <paramref name="ahead"/> tokens after the current token.
    /// </summary>
    private bool IsBracketed(int ahead) => Peek(ahead).Is("[") && Peek(ahead + 1).Kind == TokenKind.String && Peek(ahead + 2).Is("]");

    private bool IsNameBefore(string mark) => Current.Kind == TokenKind.Identifier ? Peek(1).Is(mark) : IsBracketed(0) && Peek(3).Is(mark);

    private string Name()
    {
        if (Current.Kind == TokenKind.Identifier)
            return _tokens[_next++].Text;
        if (!IsBracketed(0))
            throw Unexpected();
        _next += 3;
        return (string)_tokens[_next - 2].Value!;
    }

    private bool TryTake(string text)
    {
        if (!Current.Is(text))
            return false;
        _next++;
        return true;
    }

    private void Expect(string text)
    {
        if (!TryTake(text))
            throw Unexpected();
    }

    private KqlException Unexpected() => KqlErrors.Syntax(_text, Current.Start);
}
