using System.Text.Json;
using LocalKusto.Kql.Plan;
using LocalKusto.Kql.Runtime;
using static LocalKusto.Kql.Functions.FunctionBuilder;
using static LocalKusto.Kql.Plan.ColumnNaming;

namespace LocalKusto.Kql.Functions;

/// <summary>Functions for dynamic values: members, arrays, bags and sets.</summary>
internal static class DynamicFunctions
{
    public static readonly IReadOnlyList<ScalarFunction> All =
    [
        // Access to members. A JSON null becomes a Kusto null.
        Sql("$member(value: dynamic, name: string): dynamic?",
            (call, sql) => HasPath(call) ? $"nullif(json_extract({sql[0]}, {Path(call)}), 'null'::JSON)"
                : $"kql_member_of_dynamic_string({sql[0]}, {sql[1]})"),
        Sql("$member_token(value: dynamic, const name: string): dynamic?", (call, sql) => $"json_extract({sql[0]}, {Path(call)})"),
        Sql("$member_text(value: dynamic, const name: string): string?", (call, sql) => $"({sql[0]} ->> {Path(call)})"),
        Native("$member_of(value: dynamic, name: string): dynamic?", (JsonElement value, string name) => DynamicArrays.Member(value, name)),
        Native("$element(value: dynamic, index: long): dynamic?", (JsonElement value, long index) => DynamicArrays.Element(value, index)),
        Native("$member_or_element(value: dynamic, key: dynamic): dynamic?",
            (JsonElement value, JsonElement key) => DynamicArrays.MemberOrElement(value, key)),

        Sql("parse_json|parsejson(json_text: dynamic): dynamic", "{0}", FirstArgument),
        Sql("todynamic|toobject(value: dynamic): dynamic", "{0}", FirstArgument),
        Native("parse_json|parsejson(json_text: string): dynamic?", (string text) => DynamicValues.Parse(text), FirstArgument),
        Native("todynamic|toobject(value: string): dynamic?", (string text) => DynamicValues.Parse(text), FirstArgument),
        Native("dynamic_to_json(dynamic: json): string", (JsonElement value) => DynamicValues.Canonical(value).Text),
        Native("array_length|arraylength(array: dynamic): long?", (JsonElement array) => array.ValueKind == JsonValueKind.Array
            ? array.GetArrayLength() : (long?)null),
        Native("array_reverse(value: dynamic): dynamic?", (JsonElement array) => DynamicArrays.Change(array, items => items.Reverse())),
        Native("array_slice(array: dynamic, start: long, end: long): dynamic?",
            (JsonElement array, long start, long end) => DynamicArrays.Slice(array, start, end)),
        Native("array_split(array: dynamic, index: long): dynamic?",
            (JsonElement array, long index) => DynamicArrays.SplitAt(array, [index])),
        Native("array_split(array: dynamic, indices: dynamic): dynamic?",
            (JsonElement array, JsonElement indices) => DynamicArrays.SplitAt(array, DynamicArrays.Longs(indices))),
        Native("array_rotate_left(array: dynamic, rotate_count: long): dynamic?",
            (JsonElement array, long count) => DynamicArrays.Rotate(array, count)),
        Native("array_rotate_right(array: dynamic, rotate_count: long): dynamic?",
            (JsonElement array, long count) => DynamicArrays.Rotate(array, -count)),
        Native("array_shift_left(array: dynamic, shift_count: long): dynamic?",
            (JsonElement array, long count) => DynamicArrays.Shift(array, count, "null")),
        Native("array_shift_left(array: dynamic, shift_count: long, default_value: json): dynamic?",
            (JsonElement array, long count, Json filler) => DynamicArrays.Shift(array, count, filler.Text)),
        Native("array_shift_right(array: dynamic, shift_count: long): dynamic?",
            (JsonElement array, long count) => DynamicArrays.Shift(array, -count, "null")),
        Native("array_shift_right(array: dynamic, shift_count: long, default_value: json): dynamic?",
            (JsonElement array, long count, Json filler) => DynamicArrays.Shift(array, -count, filler.Text)),
        Native("array_sum(array: dynamic): real?", (JsonElement array) => DynamicArrays.Sum(array)),
        Native("array_index_of(array: dynamic, value: json, start: long = 0, length: long = -1, const occurrence: long = 1): long",
            (JsonElement array, JsonElement value, long start, long length, long occurrence) =>
                DynamicArrays.IndexOf(array, value, start, length, occurrence)),
        Native("array_iff|array_iif(condition_array: dynamic, when_true: json, when_false: json): dynamic?",
            (JsonElement conditions, JsonElement then, JsonElement otherwise) => DynamicArrays.Iff(conditions, then, otherwise)),
        NativeVariadic<JsonElement?, Json?>("array_concat(...array: dynamic): dynamic?", arrays => DynamicArrays.Concat(arrays)),
        NativeVariadic<JsonElement?, Json?>("zip(...2 array: dynamic): dynamic?", arrays => DynamicArrays.Zip(arrays)),
        Native("repeat(value: json, count: long): dynamic?", (Json value, long count) => DynamicArrays.Repeat(value, count), Prefixed),
        Native("range(start: long, stop: long, step: long = 1): dynamic?",
            (long start, long stop, long step) => DynamicArrays.Range(start, stop, step)),
        Native("range(start: real, stop: real, step: real = real(1)): dynamic?",
            (double start, double stop, double step) => DynamicArrays.Range(start, stop, step)),
        Native("range(start: datetime, stop: datetime, step: timespan = 1h): dynamic?",
            (DateTime start, DateTime stop, TimeSpan step) => DynamicArrays.Range(start, stop, step)),
        Native("range(start: timespan, stop: timespan, step: timespan = 1h): dynamic?",
            (TimeSpan start, TimeSpan stop, TimeSpan step) => DynamicArrays.Range(start, stop, step)),
        Native("$array_sorted(array: dynamic, isDescending: bool, nullsLast: bool): dynamic?",
            (JsonElement array, bool isDescending, bool nullsLast) => DynamicArrays.Sort(array, isDescending, nullsLast)),
        Native("$arrays_sorted(arrays: dynamic, isDescending: bool, nullsLast: bool): dynamic?",
            (JsonElement arrays, bool isDescending, bool nullsLast) => DynamicArrays.SortAll(arrays, isDescending, nullsLast)),
        Sql("array_sort_asc(array: dynamic, const nulls_last: bool = true): dynamic?",
            "kql_array_sorted_dynamic_bool_bool({0}, false, {1})"),
        Sql("array_sort_desc(array: dynamic, const nulls_last: bool = true): dynamic?",
            "kql_array_sorted_dynamic_bool_bool({0}, true, {1})"),

        NativeVariadic<Json?, Json>("pack_array(...value: json): dynamic!",
            values => DynamicValues.Array(values.Select(value => value?.Text ?? "null"))),
        NativeVariadic<Json?, Json>("bag_pack|pack|pack_dictionary(...2 pair: json): dynamic!", DynamicBags.Pack),
        NativeVariadic<JsonElement?, Json?>("bag_merge(...2 bag: dynamic): dynamic?", bags => DynamicBags.Merge(bags)),
        Native("bag_keys(object: dynamic): dynamic?", (JsonElement bag) => DynamicBags.Keys(bag)),
        Native("bag_has_key(bag: dynamic, key: text): bool?", (JsonElement bag, string key) => DynamicBags.HasKey(bag, key)),
        Native("bag_remove_keys(bag: dynamic, keys: dynamic): dynamic?",
            (JsonElement bag, JsonElement keys) => DynamicBags.RemoveKeys(bag, keys)),
        Native("bag_set_key(bag: dynamic, const key: string, value: json): dynamic?",
            (JsonElement bag, string key, Json value) => DynamicBags.SetKey(bag, key, value)),
        Native("$without_empty(bag: dynamic): dynamic", (JsonElement bag) => DynamicBags.WithoutEmpty(bag)),
        Native("bag_zip(keys: dynamic, values: dynamic): dynamic?",
            (JsonElement keys, JsonElement values) => DynamicBags.Zip(keys, values)),
        Native("treepath(object: dynamic): dynamic?", (JsonElement value) => DynamicBags.TreePath(value), Prefixed),

        NativeVariadic<JsonElement?, Json?>("set_union(...2 set: dynamic): dynamic?", sets => DynamicSets.Union(sets)),
        NativeVariadic<JsonElement?, Json?>("set_intersect(...2 set: dynamic): dynamic?", sets => DynamicSets.Intersect(sets)),
        NativeVariadic<JsonElement?, Json?>("set_difference(...2 set: dynamic): dynamic?", sets => DynamicSets.Difference(sets)),
        Native("set_has_element(set: dynamic, value: json): bool?",
            (JsonElement set, JsonElement value) => set.ValueKind == JsonValueKind.Array
                ? DynamicValues.Elements(set).Any(item => DynamicValues.AreEqual(item, value)) : (bool?)null),
        Native("set_equals(set1: dynamic, set2: dynamic): bool?",
            (JsonElement left, JsonElement right) => DynamicSets.AreEqual(left, right)),
        Native("jaccard_index(set1: dynamic, set2: dynamic): dynamic?",
            (JsonElement left, JsonElement right) => DynamicSets.Jaccard(left, right) is { } index ? DynamicValues.From(index)
                : (Json?)null),

        // Arithmetic with numbers in dynamic values. The result for other values is null.
        Native("$dynamic_add(left: json, right: json): dynamic?", (JsonElement a, JsonElement b) => DynamicNumbers.Add(a, b)),
        Native("$dynamic_subtract(left: json, right: json): dynamic?", (JsonElement a, JsonElement b) => DynamicNumbers.Subtract(a, b)),
        Native("$dynamic_multiply(left: json, right: json): dynamic?", (JsonElement a, JsonElement b) => DynamicNumbers.Multiply(a, b)),
        Native("$dynamic_divide(left: json, right: json): dynamic?", (JsonElement a, JsonElement b) => DynamicNumbers.Divide(a, b)),
        Native("$dynamic_modulo(left: json, right: json): dynamic?", (JsonElement a, JsonElement b) => DynamicNumbers.Modulo(a, b)),
        Native("$dynamic_negate(operand: json): dynamic?", (JsonElement a) => DynamicNumbers.Negate(a)),
    ];

    /// <summary>The native functions that mv-expand calls.</summary>
    public static readonly IReadOnlyList<NativeFunction> Natives =
    [
        NativeFunction.From("kql_elements",
            (JsonElement? value, bool bagAsArray, long most) => DynamicArrays.Expanded(value, bagAsArray, most)),
    ];

    /// <summary>Returns <c>true</c> if a call can read the member with a constant JSON path.</summary>
    public static bool HasPath(CallNode member) =>
        member.Arguments[1] is ConstantNode { Value: string name, Parameter: null } && IsPlain(name);

    private static string Path(CallNode member) => SqlText.Quote($"$.\"{((ConstantNode)member.Arguments[1]).Value}\"");

    /// <summary>Returns <c>true</c> if the name needs no escaping in a JSON path.</summary>
    private static bool IsPlain(string name) => name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '_' or ' ' or '-');
}
