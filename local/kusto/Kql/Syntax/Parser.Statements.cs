using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Syntax;

internal sealed partial class Parser
{
    private List<Statement> Statements(string closing)
    {
        var statements = new List<Statement>();
        while (Current.Kind != TokenKind.End && !Current.Is(closing))
        {
            if (TryTake(";"))
                continue;
            statements.Add(ParseStatement());
            if (Current.Kind != TokenKind.End && !Current.Is(closing))
                Expect(";");
        }

        return statements;
    }

    private Statement ParseStatement()
    {
        GuardDepth();
        var at = Current.Start;
        if (Current.Is("let") && (Peek(1).Kind == TokenKind.Identifier ? Peek(2).Is("=") : IsBracketed(1) && Peek(4).Is("=")))
        {
            _next++;
            var name = Name();
            Expect("=");
            return ParseLet(name, at);
        }

        if (Current.Is("set") && Peek(1).Kind == TokenKind.Identifier)
        {
            _next++;
            var name = Name();
            var value = "true";
            if (TryTake("="))
            {
                var token = Current;
                var negative = TryTake("-") ? "-" : "";
                token = Current;
                _next++;
                value = negative + (token.Value is not null && token.Kind == TokenKind.String ? (string)token.Value
                    : _text[token.Start..token.End]);
            }

            return new SetStatement(name, value, at);
        }

        if (Current.Is("declare") && Peek(1).Is("query_parameters"))
        {
            _next += 2;
            Expect("(");
            return new ParametersStatement(Parameters(")"), at);
        }

        if ((Current.Text, Peek(1).Text) is ("declare", "pattern") or ("alias", "database") or ("restrict", "access"))
            throw Unsupported(at, $"The statement '{Current.Text} {Peek(1).Text}'");
        return new QueryStatement(ParsePipeline(), at);
    }

    private Statement ParseLet(string name, int at)
    {
        var isView = Current.Is("view") && Peek(1).Is("(");
        if (isView)
            _next++;
        if (Current.Is("(") && (isView || IsFunctionAhead()))
        {
            _next++;
            var parameters = Parameters(")");
            Expect("{");
            var body = Statements("}");
            Expect("}");
            return new LetFunctionStatement(name, new FunctionDeclaration(parameters, body) { IsView = isView }, at);
        }

        return new LetStatement(name, PipelineOrExpression(), at);
    }

    /// <summary>Returns <c>true</c> if the parenthesis starts a parameter list, that is, if '{' follows the closing parenthesis.</summary>
    private bool IsFunctionAhead()
    {
        var depth = 0;
        for (var i = _next; i < _tokens.Count; i++)
        {
            if (_tokens[i].Is("("))
                depth++;
            else if (_tokens[i].Is(")") && --depth == 0)
                return _tokens[i + 1].Is("{");
        }

        return false;
    }

    private List<Parameter> Parameters(string closing)
    {
        var parameters = new List<Parameter>();
        while (!TryTake(closing))
        {
            if (parameters.Count > 0)
                Expect(",");
            var at = Current.Start;
            var name = Name();
            Expect(":");
            if (TryTake("("))
            {
                parameters.Add(TableParameter(name, at));
                continue;
            }

            var type = TypeName();
            parameters.Add(new Parameter(name, type, TryTake("=") ? ParseExpression() : null, at));
        }

        return parameters;
    }

    private Parameter TableParameter(string name, int at)
    {
        var columns = new List<Column>();
        var isOpen = false;
        while (!TryTake(")"))
        {
            if (columns.Count > 0 || isOpen)
                Expect(",");
            if (TryTake("*"))
            {
                isOpen = true;
                continue;
            }

            var column = Name();
            Expect(":");
            columns.Add(new Column(column, TypeName()));
        }

        return new Parameter(name, null, null, at) { Columns = columns, IsOpen = isOpen || columns.Count == 0 };
    }

    private KustoType TypeName() => Current.Kind == TokenKind.Identifier && Literals.Type(Current.Text) is { } type && _next++ >= 0 ? type
        : throw Unexpected();
}
