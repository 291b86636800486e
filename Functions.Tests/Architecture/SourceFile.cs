using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LatamFunctions.Tests.Architecture;

/// <summary>A parsed C# file: its namespace, the types that it declares, and the names that it uses.</summary>
internal sealed class SourceFile
{
    private readonly CompilationUnitSyntax _root;
    private readonly SyntaxList<MemberDeclarationSyntax> _declarations;

    public SourceFile(string path, string text)
    {
        Path = path;
        _root = CSharpSyntaxTree.ParseText(text).GetCompilationUnitRoot();
        var namespaceNode = _root.Members.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault();
        Namespace = namespaceNode?.Name.ToString() ?? "";
        _declarations = namespaceNode?.Members ?? _root.Members;
        Types = [.. _declarations.Select(NameOf).OfType<string>()];
    }

    /// <summary>The path of the file relative to the project.</summary>
    public string Path { get; }

    /// <summary>The namespace of the file, or an empty string if the file has no namespace.</summary>
    public string Namespace { get; }

    /// <summary>The names of the top-level types.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>The namespaces and types in the using directives.</summary>
    public IEnumerable<string> Usings => _root.Usings.Select(directive => directive.NamespaceOrType.ToString());

    /// <summary>
    /// The names that can refer to a type, each with the names that follow it in a dotted expression: <c>Log, Disk, Real</c> for
    /// <c>Log.Disk.Real</c>. Comments, strings and the names of the file's own members are excluded.
    /// </summary>
    public IEnumerable<IReadOnlyList<string>> Names()
    {
        var members = _declarations.SelectMany(declaration => declaration.DescendantNodes())
            .Select(MemberName).OfType<string>().ToHashSet();
        return
            from declaration in _declarations
            from name in declaration.DescendantNodes().OfType<SimpleNameSyntax>()
            where IsFirst(name) && (SyntaxFacts.IsInTypeOnlyContext(name) || !members.Contains(name.Identifier.Text))
            select DottedNames(name);
    }

    private static string? NameOf(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => null,
    };

    private static string? MemberName(SyntaxNode node) => node switch
    {
        PropertyDeclarationSyntax property => property.Identifier.Text,
        MethodDeclarationSyntax method => method.Identifier.Text,
        VariableDeclaratorSyntax variable => variable.Identifier.Text,
        ParameterSyntax parameter => parameter.Identifier.Text,
        EnumMemberDeclarationSyntax value => value.Identifier.Text,
        _ => null,
    };

    /// <summary>Whether a name starts an expression, and is neither a member name nor a parameter name.</summary>
    private static bool IsFirst(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Expression == name,
        QualifiedNameSyntax qualified => qualified.Left == name,
        AliasQualifiedNameSyntax alias => alias.Name == name,
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment => assignment.Left != name,
        MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax => false,
        _ => true,
    };

    private static List<string> DottedNames(SimpleNameSyntax first)
    {
        var names = new List<string> { first.Identifier.Text };
        SyntaxNode node = first.Parent is AliasQualifiedNameSyntax alias ? alias : first;
        while (NextOf(node) is { } next)
        {
            names.Add(next.Identifier.Text);
            node = node.Parent!;
        }

        return names;
    }

    private static SimpleNameSyntax? NextOf(SyntaxNode node) => node.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Expression == node => access.Name,
        QualifiedNameSyntax qualified when qualified.Left == node => qualified.Right,
        _ => null,
    };
}
