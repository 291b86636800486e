namespace LocalKusto.Kql.Syntax;

/// <summary>A node of the syntax tree. <paramref name="At"/> is the position of the node's first character in the text.</summary>
internal abstract record Node(int At);
