using Pipelines.Tests.Bicep;

namespace Pipelines.Tests.Checks;

/// <summary>Each parameter of a declared type has, in each environment, the type's properties, all of them, of their kind.</summary>
internal static class ParameterCheck
{
    public static IEnumerable<Finding> Check(RepositorySnapshot files)
    {
        var main = files.Bicep("bicep/main.bicep");
        var types = main.Of("type").ToDictionary(type => type.Name, type => type.Value as BicepObject);
        foreach (var path in files.Paths("bicep/environments", ".bicepparam"))
        {
            var given = files.Bicep(path);
            foreach (var parameter in main.Of("param").Where(parameter => types.ContainsKey(parameter.Type)))
                foreach (var problem in Compare(parameter.Name, types[parameter.Type], given.Value("param", parameter.Name) as BicepObject))
                    yield return new Finding(path, problem);
        }
    }

    private static IEnumerable<string> Compare(string parameter, BicepObject? type, BicepObject? value)
    {
        if (type is null || value is null)
        {
            yield return $"{parameter} is not an object";
            yield break;
        }

        foreach (var (name, kind) in type.Properties)
        {
            if (value[name] is not { } property)
                yield return $"{parameter}.{name} is missing";
            else if (!Fits(kind.Text, property))
                yield return $"{parameter}.{name} is {property.Text}, not {kind.Text}";
        }

        foreach (var (name, _) in value.Properties.Where(property => type[property.Name] is null))
            yield return $"{parameter} has no property {name}";
    }

    private static bool Fits(string kind, BicepValue value) => kind switch
    {
        "int" => value.AsInt is not null,
        "bool" => value.Text is "true" or "false",
        "string" => value.AsString is not null,
        "string[]" => value is BicepArray && value.Items.All(item => item.AsString is not null),
        _ => kind.Split('|', StringSplitOptions.TrimEntries).Contains(value.Text),
    };
}
