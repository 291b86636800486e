using System.Globalization;
using System.Text.Json;

namespace LocalKusto.Kql.Runtime;

/// <summary>Functions for dynamic arrays. Most functions return null for a value that is not an array.</summary>
internal static class DynamicArrays
{
    private const int MaxElements = 1_048_576;

    public static Json? Change(JsonElement array, Func<IEnumerable<JsonElement>, IEnumerable<JsonElement>> change) =>
        array.ValueKind == JsonValueKind.Array ? DynamicValues.Array(change(array.EnumerateArray())) : null;

    public static Json? Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? Json.From(member) : null;

    /// <summary>Returns an element. A negative index counts from the end.</summary>
    public static Json? Element(JsonElement value, long index)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return null;
        var at = index < 0 ? value.GetArrayLength() + index : index;
        return at >= 0 && at < value.GetArrayLength() && value[(int)at] is { ValueKind: not JsonValueKind.Null } element
            ? Json.From(element) : null;
    }

    public static Json? MemberOrElement(JsonElement value, JsonElement key) => key.ValueKind switch
    {
        JsonValueKind.String => Member(value, key.GetString()!),
        JsonValueKind.Number when key.TryGetInt64(out var index) => Element(value, index),
        _ => null,
    };

    /// <summary>
    /// Returns the elements from <paramref name="start"/> to <paramref name="end"/>, inclusive. Negative positions count from the end.
    /// </summary>
    public static Json? Slice(JsonElement array, long start, long end)
    {
        if (array.ValueKind != JsonValueKind.Array)
            return null;
        var length = array.GetArrayLength();
        var from = Math.Max(0, start < 0 ? length + start : start);
        var to = Math.Min(length - 1, end < 0 ? length + end : end);
        return DynamicValues.Array(array.EnumerateArray().Where((_, i) => i >= from && i <= to));
    }

    public static Json? SplitAt(JsonElement array, IReadOnlyList<long> indices)
    {
        if (array.ValueKind != JsonValueKind.Array)
            return null;
        var length = array.GetArrayLength();
        List<JsonElement> elements = [.. array.EnumerateArray()];
        var cuts = indices.Select(index => Math.Clamp(index < 0 ? length + index : index, 0, length)).Append(length);
        var (parts, from) = (new List<string>(), 0L);
        foreach (var cut in cuts)
        {
            var to = Math.Max(from, cut);
            parts.Add(DynamicValues.Array(elements.GetRange((int)from, (int)(to - from))).Text);
            from = to;
        }

        return DynamicValues.Array(parts);
    }

    public static Json? Rotate(JsonElement array, long count)
    {
        if (array.ValueKind != JsonValueKind.Array)
            return null;
        var length = array.GetArrayLength();
        if (length == 0)
            return Json.EmptyArray;
        var by = (int)(((count % length) + length) % length);
        return DynamicValues.Array(array.EnumerateArray().Skip(by).Concat(array.EnumerateArray().Take(by)));
    }

    /// <summary>
    /// Shifts the elements to the left, or to the right if <paramref name="count"/> is negative, and inserts <paramref name="filler"/>.
    /// </summary>
    public static Json? Shift(JsonElement array, long count, string filler)
    {
        if (array.ValueKind != JsonValueKind.Array)
            return null;
        // The array is copied to a list because the indexer of JsonElement can iterate over all earlier elements.
        List<JsonElement> elements = [.. array.EnumerateArray()];
        return DynamicValues.Array(Enumerable.Range(0, elements.Count)
            .Select(i => i + count is var from && from >= 0 && from < elements.Count ? elements[(int)from].GetRawText() : filler));
    }

    public static double? Sum(JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array || array.EnumerateArray()
            .Any(item => item.ValueKind is not (JsonValueKind.Number or JsonValueKind.Null)))
            return null;
        return array.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Number).Sum(item => item.GetDouble());
    }

    public static long IndexOf(JsonElement array, JsonElement value, long start, long length, long occurrence)
    {
        if (array.ValueKind != JsonValueKind.Array || occurrence < 1)
            return -1;
        var count = array.GetArrayLength();
        var from = Math.Max(0, start < 0 ? count + start : start);
        var to = length < 0 ? count : Math.Min(count, from + length);
        var (i, steps) = (0L, 0);
        foreach (var element in array.EnumerateArray())
        {
            Evaluation.Step(ref steps);
            if (i >= from && i < to && DynamicValues.AreEqual(element, value) && --occurrence == 0)
                return i;
            i++;
        }

        return -1;
    }

    public static Json? Iff(JsonElement conditions, JsonElement then, JsonElement otherwise)
    {
        if (conditions.ValueKind != JsonValueKind.Array)
            return null;
        var (thens, otherwises) = (ElementsOf(then), ElementsOf(otherwise));
        return DynamicValues.Array(conditions.EnumerateArray().Select((condition, i) => condition.ValueKind switch
        {
            JsonValueKind.True => Choice(then, thens, i),
            JsonValueKind.False => Choice(otherwise, otherwises, i),
            JsonValueKind.Number => condition.GetDouble() != 0 ? Choice(then, thens, i) : Choice(otherwise, otherwises, i),
            _ => "null",
        }));

        static List<JsonElement>? ElementsOf(JsonElement values) =>
            values.ValueKind == JsonValueKind.Array ? [.. values.EnumerateArray()] : null;

        static string Choice(JsonElement value, List<JsonElement>? elements, int i) =>
            elements is null ? value.GetRawText() : i < elements.Count ? elements[i].GetRawText() : "null";
    }

    public static Json? Concat(IEnumerable<JsonElement?> arrays)
    {
        var known = arrays.Where(array => array is not null).Select(array => array!.Value).ToList();
        return known.Count == 0 || known.Exists(array => array.ValueKind != JsonValueKind.Array) ? null
            : DynamicValues.Array(known.SelectMany(array => array.EnumerateArray()));
    }

    /// <summary>
    /// Returns one array for each position, with the elements of all arrays at this position. Shorter arrays are padded with nulls.
    /// </summary>
    public static Json? Zip(IReadOnlyList<JsonElement?> arrays)
    {
        if (arrays.Any(array => array is not { ValueKind: JsonValueKind.Array }))
            return null;
        List<List<JsonElement>> columns = [.. arrays.Select(array => array!.Value.EnumerateArray().ToList())];
        return DynamicValues.Array(Enumerable.Range(0, columns.Max(column => column.Count)).Select(i =>
            DynamicValues.Array(columns.Select(column => i < column.Count ? column[i].GetRawText() : "null")).Text));
    }

    public static Json? Repeat(Json value, long count) => count < 0 ? null
        : DynamicValues.Array(Enumerable.Repeat(value.Text, (int)Math.Min(count, MaxElements)));

    public static Json? Range(long start, long stop, long step) => step == 0 ? null
        : DynamicValues.Array(Steps(((Int128)stop - start) / step, (stop >= start) == (step > 0))
            .Select(i => (start + (i * step)).ToString(CultureInfo.InvariantCulture)));

    public static Json? Range(double start, double stop, double step) => step == 0 || !double.IsFinite(start + stop + step) ? null
        : DynamicValues.Array(Steps((Int128)Math.Clamp((stop - start) / step, 0, MaxElements), (stop >= start) == (step > 0))
            .Select(i => DynamicValues.From(start + (i * step)).Text));

    public static Json? Range(DateTime start, DateTime stop, TimeSpan step) => step == TimeSpan.Zero ? null
        : DynamicValues.Array(Steps((stop.Ticks - start.Ticks) / step.Ticks, (stop >= start) == (step > TimeSpan.Zero))
            .Select(i => DynamicValues.Quote(TextConversions.Text(start.AddTicks(i * step.Ticks))).Text));

    public static Json? Range(TimeSpan start, TimeSpan stop, TimeSpan step) => step == TimeSpan.Zero ? null
        : DynamicValues.Array(Steps((stop.Ticks - start.Ticks) / step.Ticks, (stop >= start) == (step > TimeSpan.Zero))
            .Select(i => DynamicValues.Quote(TextConversions.Text(new TimeSpan(start.Ticks + (i * step.Ticks)))).Text));

    /// <summary>
    /// Sorts an array. In ascending order, numbers precede strings, and strings precede other values. Nulls are first or last, as
    /// requested.
    /// </summary>
    public static Json? Sort(JsonElement array, bool isDescending, bool nullsLast) => Change(array, items =>
    {
        var (nulls, values) = (items.Where(item => item.ValueKind == JsonValueKind.Null).ToList(),
            items.Where(item => item.ValueKind != JsonValueKind.Null));
        var sorted = isDescending ? values.OrderDescending(Order) : values.Order(Order);
        return nullsLast ? sorted.Concat(nulls) : nulls.Concat(sorted);
    });

    /// <summary>
    /// Sorts the first array and reorders the other arrays in the same way. An array whose length differs from the first array's length is
    /// replaced with null.
    /// </summary>
    public static Json? SortAll(JsonElement arrays, bool isDescending, bool nullsLast)
    {
        if (arrays[0].ValueKind != JsonValueKind.Array)
            return null;
        var items = arrays[0].EnumerateArray().Select((item, i) => (Item: item, Index: i)).ToList();
        var values = items.Where(item => item.Item.ValueKind != JsonValueKind.Null);
        var nulls = items.Where(item => item.Item.ValueKind == JsonValueKind.Null);
        var sorted = isDescending ? values.OrderByDescending(item => item.Item, Order) : values.OrderBy(item => item.Item, Order);
        var order = (nullsLast ? sorted.Concat(nulls) : nulls.Concat(sorted)).Select(item => item.Index).ToList();
        return DynamicValues.Array(arrays.EnumerateArray().Select(array =>
        {
            var elements = DynamicValues.Elements(array).ToList();
            return elements.Count == order.Count ? DynamicValues.Array(order.Select(i => elements[i])).Text : "null";
        }));
    }

    /// <summary>
    /// Returns the elements of an array, or the members of a bag. Each member is returned as a bag, or as an array that contains the key
    /// and the value. Any other value, including null, becomes a single element.
    /// </summary>
    public static Json Expanded(JsonElement? value, bool bagAsArray, long most)
    {
        var elements = value switch
        {
            null => (IEnumerable<string>)["null"],
            { ValueKind: JsonValueKind.Array } array => array.EnumerateArray().Select(element => element.GetRawText()),
            { ValueKind: JsonValueKind.Object } bag => bag.EnumerateObject().Select(member => bagAsArray
                ? DynamicValues.Array((string[])[DynamicValues.Quote(member.Name).Text, member.Value.GetRawText()]).Text
                : DynamicValues.Bag([KeyValuePair.Create(member.Name, member.Value.GetRawText())]).Text),
            { } one => [one.GetRawText()],
        };
        return DynamicValues.Array(elements.Take((int)Math.Clamp(most, 0, MaxElements)));
    }

    public static IReadOnlyList<long> Longs(JsonElement array) =>
        [.. DynamicValues.Elements(array)
            .Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var value) ? value : 0)];

    private static IEnumerable<long> Steps(Int128 last, bool isForward)
    {
        for (var i = 0L; isForward && i <= last && i < MaxElements; i++)
            yield return i;
    }

    private static readonly IComparer<JsonElement> Order = Comparer<JsonElement>.Create((left, right) =>
    {
        if (left.ValueKind == JsonValueKind.Number && right.ValueKind == JsonValueKind.Number)
            return left.TryGetInt64(out var a) && right.TryGetInt64(out var b) ? a.CompareTo(b)
                : left.GetDouble().CompareTo(right.GetDouble());
        if (left.ValueKind == right.ValueKind)
            return string.CompareOrdinal(DynamicValues.Text(left), DynamicValues.Text(right));
        return Rank(left).CompareTo(Rank(right));

        static int Rank(JsonElement value) => value.ValueKind switch { JsonValueKind.Number => 0, JsonValueKind.String => 1, _ => 2 };
    });
}
