using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Schema;

namespace LocalKusto.Kql;

/// <summary>
/// Stores the compiled scripts of queries. Clients send the same queries with other parameter values; the SQL of a stored function depends
/// on which parameters have a value, and rarely on more.
/// </summary>
internal sealed class CompilationCache
{
    private const int MaxTextLength = 16 * 1024;
    private const int MaxVariants = 32;

    /// <summary>Bytes of a parameter value. Longer ones are not kept, nor read again for each variant.</summary>
    private const int MaxValueLength = 16 * 1024;

    /// <summary>Characters of queries and SQL. A full cache is emptied: the scripts that are still used are compiled again once.</summary>
    private const int MaxSize = 8 * 1024 * 1024;

    /// <summary>Accounts for the objects of a script, regardless of the length of its SQL.</summary>
    private const int MinSize = 4 * 1024;

    private readonly ConcurrentDictionary<string, Variant[]> _texts = new(StringComparer.Ordinal);
    private int _size;

    /// <inheritdoc cref="KqlCompiler.Compile(string, IKqlCatalog, QueryContext, CancellationToken)"/>
    public CompiledScript Compile(string text, IKqlCatalog catalog, QueryContext query, CancellationToken cancellationToken)
    {
        if (catalog.Schema is not { } schema || text.Length > MaxTextLength || !query.Parameters.Values.All(IsShort))
            return KqlCompiler.Compile(text, catalog, query, cancellationToken);
        if (!_texts.TryGetValue(text, out var variants))
            variants = [];
        foreach (var variant in variants)
        {
            if (variant.Schema.Equals(schema) && variant.Script.Inputs!.Match(catalog, query) is { } values
                && !variant.Script.Queries.Any(compiled => SqlText.IsTooLong(compiled.Sql, values)))
                return variant.Script.With(values);
        }

        var script = KqlCompiler.Compile(text, catalog, query, cancellationToken);
        if (script.Inputs is not null)
        {
            var others = variants.Where(variant => variant.Schema.Equals(schema)).Take(MaxVariants - 1);
            Add(text, [new Variant(schema, script, text.Length), .. others]);
        }

        return script;
    }

    private static bool IsShort(JsonElement value) => JsonMarshal.GetRawUtf8Value(value).Length <= MaxValueLength;

    private void Add(string text, Variant[] variants)
    {
        if (Interlocked.Add(ref _size, variants[0].Size) > MaxSize)
        {
            _texts.Clear();
            Interlocked.Exchange(ref _size, variants[0].Size);
            variants = variants[..1];
        }

        _texts[text] = variants;
    }

    /// <summary>One of the scripts that a text is compiled to.</summary>
    private sealed record Variant(object Schema, CompiledScript Script, int TextLength)
    {
        public int Size => MinSize + TextLength
            + Script.Queries.Sum(query => query.Sql.Length + query.Parameters.Sum(parameter => (parameter.Value as string)?.Length ?? 0));
    }
}
