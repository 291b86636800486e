using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using LocalKusto.Kql.Binding;
using LocalKusto.Kql.Functions;
using LocalKusto.Kql.Schema;

namespace LocalKusto.Kql;

/// <summary>
/// Caches compiled scripts. Clients send the same queries with different parameter values. The SQL of a stored function usually depends
/// only on which parameters have a value.
/// </summary>
internal sealed class CompilationCache
{
    private const int MaxTextLength = 16 * 1024;
    private const int MaxVariants = 32;

    /// <summary>
    /// The maximum size of a parameter value in bytes. Queries with longer values are not cached, because the values of a query are
    /// compared with every variant.
    /// </summary>
    private const int MaxValueLength = 16 * 1024;

    /// <summary>
    /// The maximum total length of query texts and SQL in characters. A full cache is cleared, and scripts that are still used are compiled
    /// again.
    /// </summary>
    private const int MaxSize = 8 * 1024 * 1024;

    /// <summary>The estimated size of a script's objects, which is added to the length of its texts.</summary>
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

    /// <summary>One of the compiled scripts for a text.</summary>
    private sealed record Variant(object Schema, CompiledScript Script, int TextLength)
    {
        public int Size => MinSize + TextLength
            + Script.Queries.Sum(query => query.Sql.Length + query.Parameters.Sum(parameter => (parameter.Value as string)?.Length ?? 0));
    }
}
