using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using LatamFunctions.Tests.Support;
using Microsoft.OpenApi;

namespace LatamFunctions.Tests.Recipes;

/// <summary>The compiled copy of the app, accessed by reflection because its types differ from the types of the app under test.</summary>
internal sealed class CompiledApp(Assembly assembly)
{
    public string Limits => (string)Static("Publishing.PublishingLimits", "Table");

    public IEnumerable<string> Columns(string list) =>
        from object column in (IEnumerable)Static("Flights.FlightColumns", list)
        select (string)column.GetType().GetProperty("Name")!.GetValue(column)!;

    public OpenApiSchema Schema(string name) => (OpenApiSchema)Static("Publishing.EventSchemas", name);

    public JsonObject RowOf(string message)
    {
        var (batch, rejected) = Read(message);
        Assert.That(rejected, Is.Empty, string.Join('\n', rejected));
        var rows = (MemoryStream)batch.GetType().GetMethod("OpenRows")!.Invoke(batch, [0, 1])!;
        return JsonNode.Parse(rows.ToArray())!.AsObject();
    }

    public string RejectionOf(string message) => Read(message).Rejected.Single();

    private (object Batch, List<string> Rejected) Read(string message)
    {
        var reader = Activator.CreateInstance(Type("Events.FlightEventReader"), [null])!;
        var batch = Activator.CreateInstance(Type("Events.FlightEventBatch"))!;
        var position = Activator.CreateInstance(Type("Events.StreamPosition"), "3", "4711", 42L, SampleEvents.Now)!;
        reader.GetType().GetMethod("Read")!.Invoke(
            reader, [(ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(message), 0, position, SampleEvents.Now, batch]);
        var rejected = (IEnumerable)batch.GetType().GetProperty("Rejected")!.GetValue(batch)!;
        return (batch, [.. rejected.Cast<object>().SelectMany(ErrorsOf)]);
    }

    public string Text(string type, string member, string property)
    {
        var value = Static(type, member);
        return (string)value.GetType().GetProperty(property)!.GetValue(value)!;
    }

    public IEnumerable<string> Names(string type, string member, string list)
    {
        var value = Static(type, member);
        return from object item in (IEnumerable)value.GetType().GetProperty(list)!.GetValue(value)!
               select (string)item.GetType().GetProperty("Name")!.GetValue(item)!;
    }

    private static IEnumerable<string> ErrorsOf(object rejected) =>
        ((IEnumerable)rejected.GetType().GetProperty("Errors")!.GetValue(rejected)!).Cast<object>().Select(error => error.ToString()!);

    private Type Type(string name) => assembly.GetType($"LatamFunctions.{name}", throwOnError: true)!;

    private object Static(string type, string member) =>
        Type(type).GetProperty(member)?.GetValue(null) ?? Type(type).GetField(member)!.GetValue(null)!;
}
