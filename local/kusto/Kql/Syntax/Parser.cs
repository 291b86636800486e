using LocalKusto.Kql.Errors;
using LocalKusto.Kql.Types;

namespace LocalKusto.Kql.Syntax;

/// <summary>
/// Parses tokens into statements and expressions. This file parses scalar expressions. Other files parse statements and operators.
/// </summary>
internal sealed partial class Parser
{
    private static readonly HashSet<string> StringOperators =
    [
        "has", "has_cs", "hasprefix", "hasprefix_cs", "hassuffix", "hassuffix_cs", "contains", "contains_cs", "startswith", "startswith_cs",
        "endswith", "endswith_cs", "matches", "has_any", "has_all", "in", "between",
    ];

    private readonly string _text;
    private readonly List<Token> _tokens;
    private int _next;
    private bool _isSearching;

    private Parser(string text)
    {
        _text = text;
        _tokens = Lexer.Tokenize(text);
    }

    private Token Current => _tokens[_next];

    /// <exception cref="KqlException">The text is not a valid query.</exception>
    public static IReadOnlyList<Statement> ParseScript(string text)
    {
        var parser = new Parser(text);
        var statements = parser.Statements("");
        return parser.Current.Kind == TokenKind.End ? statements : throw parser.Unexpected();
    }

    /// <summary>Parses a stored function from the text of its parameters and body.</summary>
    public static FunctionDeclaration ParseFunction(string parameters, string body)
    {
        var head = new Parser(parameters);
        head.Expect("(");
        var declared = head.Parameters(")");
        var rest = new Parser(body);
        rest.Expect("{");
        var statements = rest.Statements("}");
        rest.Expect("}");
        return new FunctionDeclaration(declared, statements);
    }

    private Expression PipelineOrExpression()
    {
        var at = Current.Start;
        var pipeline = ParsePipeline();
        return pipeline.Operators.Count == 0 ? pipeline.Source : new PipelineExpression(pipeline, at);
    }

    private Expression ParseExpression(int minimum = 1)
    {
        var left = Unary();
        while (true)
        {
            var at = Current.Start;
            var negated = Current.Is("!") && StringOperators.Contains(Peek(1).Text) && Peek(1).Start == Current.End;
            var symbol = negated ? Peek(1).Text : Current.Text;
            if (Current.Kind is not (TokenKind.Punctuation or TokenKind.Identifier))
                return left;
            if (StringOperators.Contains(symbol) && minimum <= 3)
            {
                _next += negated ? 2 : 1;
                left = StringOperator(left, symbol, negated, at);
            }
            else if (symbol == ":" && _isSearching && left is NameReference && minimum <= 3)
            {
                _next++;
                left = new BinaryExpression("has", left, ParseExpression(4), at);
            }
            else if (!negated && Precedence(symbol) is var precedence && precedence >= minimum)
            {
                _next++;
                left = new BinaryExpression(symbol == "<>" ? "!=" : symbol, left, ParseExpression(precedence + 1), at);
            }
            else
            {
                return left;
            }
        }
    }

    /// <summary>Returns the precedence of an operator, or 0 for other tokens.</summary>
    private static int Precedence(string symbol) => symbol switch
    {
        "or" => 1,
        "and" => 2,
        "==" or "!=" or "<>" or "<" or ">" or "<=" or ">=" or "=~" or "!~" => 3,
        "+" or "-" => 4,
        "*" or "/" or "%" => 5,
        _ => 0,
    };

    private Expression StringOperator(Expression left, string name, bool negated, int at)
    {
        if (name == "between")
        {
            Expect("(");
            var low = ParseExpression();
            Expect("..");
            var high = ParseExpression();
            Expect(")");
            return new BetweenExpression(left, low, high, negated, at);
        }

        var prefix = negated ? "!" : "";
        if (name is "in" or "has_any" or "has_all")
        {
            if (name == "in" && TryTake("~"))
                name = "in~";
            Expect("(");
            var items = new List<Expression>();
            while (!TryTake(")"))
            {
                if (items.Count > 0)
                    Expect(",");
                items.Add(PipelineOrExpression());
            }

            return new InExpression(left, prefix + name, items, at);
        }

        if (name == "matches")
        {
            Expect("regex");
            name = "matches regex";
        }

        return new BinaryExpression(prefix + name, left, ParseExpression(4), at);
    }

    private Expression Unary()
    {
        GuardDepth();
        var at = Current.Start;
        if (TryTake("-"))
            return new UnaryExpression("-", Unary(), at);
        return TryTake("+") ? Unary() : Postfix();
    }

    private Expression Postfix()
    {
        var expression = Primary();
        while (true)
        {
            var at = Current.Start;
            if (Current.Is(".") && (Peek(1).Kind == TokenKind.Identifier || IsBracketed(1)))
            {
                _next++;
                expression = new MemberExpression(expression, Name(), at);
                if (expression is MemberExpression { Target: CallExpression { Name: "cluster" or "database" } }
                    && (Current.Is("(") || (Current.Is("*") && Current.Start == _tokens[_next - 1].End)))
                    throw Unsupported(at, "A name after cluster(), or a function or pattern after database(),");
            }
            else if (Current.Is("[") || (Current.Is(".") && Peek(1).Is("[")))
            {
                TryTake(".");
                _next++;
                expression = new IndexExpression(expression, ParseExpression(), at);
                Expect("]");
            }
            else
            {
                return expression;
            }
        }
    }

    private Expression Primary()
    {
        var token = Current;
        var at = token.Start;
        switch (token.Kind)
        {
            case TokenKind.Long:
                _next++;
                return new LiteralExpression(KustoType.Long, token.Value, at);
            case TokenKind.Real:
                _next++;
                return new LiteralExpression(KustoType.Real, token.Value, at);
            case TokenKind.TimeSpan:
                _next++;
                return new LiteralExpression(KustoType.TimeSpan, token.Value, at);
            case TokenKind.String:
                _next++;
                return new LiteralExpression(KustoType.String, token.Value, at);
            case TokenKind.TypedLiteral:
                _next++;
                var type = Literals.Type(token.Text) ?? throw KqlErrors.Syntax(_text, at);
                return Literals.TryParse(type, (string)token.Value!, out var value)
                    ? new LiteralExpression(type, value, at)
                    : throw KqlErrors.Syntax(_text, at, $"'{token.Value}' is not a literal of the type {token.Text}.");
            case TokenKind.Punctuation when token.Is("("):
                _next++;
                var inner = PipelineOrExpression();
                Expect(")");
                return inner;
            case TokenKind.Punctuation when token.Is("*"):
                _next++;
                return new StarExpression(at);
            case TokenKind.Punctuation when token.Is("$") && Peek(1).Text is "left" or "right" or "table":
                _next += 2;
                return new NameReference("$" + _tokens[_next - 1].Text, at);
            case TokenKind.Punctuation when IsBracketed(0):
                return new NameReference(Name(), at);
            case TokenKind.Identifier:
                return NameOrCall();
            default:
                throw Unexpected();
        }
    }

    private Expression NameOrCall()
    {
        var at = Current.Start;
        if (Current.Is("true") || Current.Is("false"))
            return new LiteralExpression(KustoType.Bool, _tokens[_next++].Text == "true", at);
        if (Current.Is("datatable") && Peek(1).Is("("))
            return DataTable();
        if (Current.Is("not") && !Peek(1).Is("("))
            throw Unexpected();

        var name = Name();
        if (!TryTake("("))
            return new NameReference(name, at);

        var arguments = new List<Argument>();
        while (!TryTake(")"))
        {
            if (arguments.Count > 0)
                Expect(",");
            string? argument = null;
            if (IsNameBefore("="))
            {
                argument = Name();
                _next++;
            }

            arguments.Add(new Argument(argument, PipelineOrExpression()));
        }

        return new CallExpression(name, arguments, at);
    }

    private DataTableExpression DataTable()
    {
        var at = Current.Start;
        _next += 2;
        var columns = new List<Column>();
        while (!TryTake(")"))
        {
            if (columns.Count > 0)
                Expect(",");
            var name = Name();
            Expect(":");
            columns.Add(new Column(name, TypeName()));
        }

        Expect("[");
        var values = new List<Expression>();
        while (!TryTake("]"))
        {
            values.Add(ParseExpression());
            if (!Current.Is("]"))
                Expect(",");
        }

        return new DataTableExpression(columns, values, at);
    }
}
