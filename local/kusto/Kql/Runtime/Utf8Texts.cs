using System.Buffers;
using System.Text;

namespace LocalKusto.Kql.Runtime;

/// <summary>
/// String functions that process UTF-8 directly, without allocating a string per row. The length of a result is checked before the result
/// is written.
/// </summary>
internal static class Utf8Texts
{
    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Shared;

    /// <summary>Implements <c>strcat</c>, which concatenates strings. A null is treated as an empty string.</summary>
    public static void Concatenate(NativeVector[] arguments, NativeResult result, int row)
    {
        var size = Size(arguments, 0, row, separator: 0, out _);
        var bytes = Pool.Rent(size);
        try
        {
            var end = 0;
            foreach (var argument in arguments)
            {
                if (!argument.IsNull(row))
                    Append(argument.Utf8(row), bytes, ref end);
            }

            result.SetUtf8(row, bytes.AsSpan(0, end));
        }
        finally
        {
            Pool.Return(bytes);
        }
    }

    /// <summary>Implements <c>strcat_delim</c>, which joins strings. The first argument is the delimiter. Nulls are omitted.</summary>
    public static void Join(NativeVector[] arguments, NativeResult result, int row)
    {
        var delimiter = arguments[0].IsNull(row) ? default : arguments[0].Utf8(row);
        var size = Size(arguments, 1, row, delimiter.Length, out var texts);
        var bytes = Pool.Rent(size);
        try
        {
            var end = 0;
            for (var i = 1; i < arguments.Length; i++)
            {
                if (arguments[i].IsNull(row))
                    continue;
                Append(arguments[i].Utf8(row), bytes, ref end);
                if (--texts > 0)
                    Append(delimiter, bytes, ref end);
            }

            result.SetUtf8(row, bytes.AsSpan(0, end));
        }
        finally
        {
            Pool.Return(bytes);
        }
    }

    /// <summary>
    /// Implements <c>replace_string</c>, which replaces all occurrences of a string from left to right. An empty string has no occurrences.
    /// </summary>
    public static void Replace(NativeVector[] arguments, NativeResult result, int row)
    {
        if (arguments[0].IsNull(row) || arguments[1].IsNull(row) || arguments[2].IsNull(row))
        {
            result.SetNull(row);
            return;
        }

        var text = arguments[0].Utf8(row);
        var lookup = arguments[1].Utf8(row);
        var rewrite = arguments[2].Utf8(row);
        var places = lookup.IsEmpty ? 0 : Count(text, lookup);
        if (places == 0)
        {
            result.SetUtf8(row, text);
            return;
        }

        var size = text.Length + ((long)places * (rewrite.Length - lookup.Length));
        Evaluation.CheckLength(
            size <= Evaluation.MaxLength ? size : Characters(text) + ((long)places * (Characters(rewrite) - Characters(lookup))));
        var bytes = Pool.Rent((int)size);
        try
        {
            var end = 0;
            for (var at = text.IndexOf(lookup); at >= 0; at = text.IndexOf(lookup))
            {
                Append(text[..at], bytes, ref end);
                Append(rewrite, bytes, ref end);
                text = text[(at + lookup.Length)..];
            }

            Append(text, bytes, ref end);
            result.SetUtf8(row, bytes.AsSpan(0, end));
        }
        finally
        {
            Pool.Return(bytes);
        }
    }

    /// <summary>
    /// Returns the total size in bytes of a row's strings, starting at argument <paramref name="first"/>, with <paramref name="separator"/>
    /// bytes between the strings.
    /// </summary>
    private static int Size(NativeVector[] arguments, int first, int row, int separator, out int texts)
    {
        (var size, texts) = (0L, 0);
        for (var i = first; i < arguments.Length; i++)
        {
            if (arguments[i].IsNull(row))
                continue;
            size += arguments[i].Utf8(row).Length + (texts > 0 ? separator : 0);
            texts++;
        }

        if (size > Evaluation.MaxLength)
            CheckCharacters(arguments, first, row, separator, texts);
        return (int)size;
    }

    /// <summary>Checks the number of characters, to which the limit applies. This number can be less than the number of bytes.</summary>
    private static void CheckCharacters(NativeVector[] arguments, int first, int row, int separator, int texts)
    {
        var characters = separator == 0 ? 0L : (long)(texts - 1) * Characters(arguments[0].Utf8(row));
        for (var i = first; i < arguments.Length; i++)
        {
            Evaluation.Check();
            if (!arguments[i].IsNull(row))
                characters += Characters(arguments[i].Utf8(row));
            Evaluation.CheckLength(characters);
        }
    }

    private static int Count(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lookup)
    {
        var (places, steps) = (0, 0);
        for (var at = text.IndexOf(lookup); at >= 0; at = text.IndexOf(lookup))
        {
            Evaluation.Step(ref steps);
            text = text[(at + lookup.Length)..];
            places++;
        }

        return places;
    }

    private static int Characters(ReadOnlySpan<byte> text) => Encoding.UTF8.GetCharCount(text);

    private static void Append(ReadOnlySpan<byte> text, byte[] bytes, ref int end)
    {
        text.CopyTo(bytes.AsSpan(end));
        end += text.Length;
    }
}
