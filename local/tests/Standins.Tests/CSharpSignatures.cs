using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Standins.Tests;

/// <summary>
/// Lists the visible types and members of an assembly as C# declarations. Each line consists of the type's name and a declaration.
/// </summary>
internal sealed class CSharpSignatures
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly NullabilityInfoContext _nullability = new();

    public static IReadOnlyList<string> Read(Assembly assembly)
    {
        var signatures = new CSharpSignatures();
        return [.. assembly.GetExportedTypes().SelectMany(type => signatures.Lines(type).Select(line => $"{type.FullName}: {line}"))];
    }

    private static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private IEnumerable<string> Lines(Type type)
    {
        yield return Declaration(type);
        if (typeof(Delegate).IsAssignableFrom(type))
            yield break;
        if (type.IsEnum)
        {
            foreach (var name in Enum.GetNames(type))
                yield return $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}";
            yield break;
        }

        foreach (var constructor in type.GetConstructors(Declared).Where(IsVisible))
            yield return $"{Obsolete(constructor)}{Access(constructor)} {type.Name}({Parameters(constructor)})";
        foreach (var field in type.GetFields(Declared).Where(field => field is { IsPublic: true, IsLiteral: true }))
            yield return $"public const {Name(field.FieldType)} {field.Name} = {Literal(field.GetRawConstantValue())}";
        foreach (var property in type.GetProperties(Declared))
        {
            if (IsVisible(property.GetMethod) || IsVisible(property.SetMethod))
                yield return Property(property);
        }

        foreach (var method in type.GetMethods(Declared).Where(IsListed))
            yield return Method(method);
    }

    private static bool IsListed(MethodInfo method) =>
        IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
            && method.GetBaseDefinition().DeclaringType != typeof(object);

    private string Declaration(Type type)
    {
        var usage = type.GetCustomAttribute<AttributeUsageAttribute>(inherit: false) is { } attribute
            ? $"[AttributeUsage({attribute.ValidOn.ToString().Replace(", ", " | ", StringComparison.Ordinal)})] "
            : "";
        if (typeof(Delegate).IsAssignableFrom(type))
            return $"public delegate {Method(type.GetMethod("Invoke")!, "")}";

        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => type.IsDefined(typeof(IsReadOnlyAttribute), false) ? "readonly struct" : "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var bases = new List<Type>();
        if (type.BaseType is { } @base && @base != typeof(object) && @base != typeof(ValueType) && @base != typeof(Enum))
            bases.Add(@base);
        if (!type.IsEnum)
        {
            var interfaces = type.GetInterfaces();
            bases.AddRange(interfaces
                .Except(type.BaseType?.GetInterfaces() ?? [])
                .Except(interfaces.SelectMany(inner => inner.GetInterfaces()))
                .OrderBy(inner => inner.Name, StringComparer.Ordinal));
        }

        return $"{usage}public {kind}{(bases.Count == 0 ? "" : $" : {string.Join(", ", bases.Select(Name))}")}";
    }

    private string Property(PropertyInfo property)
    {
        var accessors = new[] { (property.GetMethod, "get"), (property.SetMethod, IsInit(property) ? "init" : "set") }
            .Where(accessor => IsVisible(accessor.Item1))
            .Select(accessor => accessor.Item1!.IsPublic || property.GetMethod is { IsPublic: false }
                ? $"{accessor.Item2};"
                : $"protected {accessor.Item2};");
        var parameters = property.GetIndexParameters();
        var name = parameters.Length == 0 ? property.Name : $"this[{string.Join(", ", parameters.Select(Parameter))}]";
        return $"{Obsolete(property)}{Modifiers(property.GetMethod ?? property.SetMethod!)}{Name(_nullability.Create(property))} {name} "
            + $"{{ {string.Join(' ', accessors)} }}";
    }

    private static bool IsInit(PropertyInfo property) =>
        property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;

    private string Method(MethodInfo method) => Method(method, Modifiers(method));

    private string Method(MethodInfo method, string modifiers)
    {
        var generics = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
        var arguments = generics.Length == 0 ? "" : $"<{string.Join(", ", generics.Select(generic => generic.Name))}>";
        var name = method.DeclaringType!.IsSubclassOf(typeof(Delegate)) ? "Invoke" : method.Name;
        return $"{Obsolete(method)}{modifiers}{Name(_nullability.Create(method.ReturnParameter))} {name}{arguments}"
            + $"({Parameters(method)}){string.Concat(generics.Select(Constraint))}";
    }

    private static string Modifiers(MethodInfo method)
    {
        if (method.DeclaringType!.IsInterface)
            return "";
        var kind = method switch
        {
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsVirtual: true, IsFinal: false } => method.GetBaseDefinition() == method ? "virtual " : "override ",
            _ => "",
        };
        return $"{Access(method)} {kind}";
    }

    private static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";

    private static string Obsolete(MemberInfo member) => member.IsDefined(typeof(ObsoleteAttribute), false) ? "[Obsolete] " : "";

    private static string Constraint(Type generic)
    {
        var constraints = new List<string>();
        if (generic.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            constraints.Add("class");
        constraints.AddRange(generic.GetGenericParameterConstraints().Select(constraint => constraint.Name));
        return constraints.Count == 0 ? "" : $" where {generic.Name} : {string.Join(", ", constraints)}";
    }

    private string Parameters(MethodBase method)
    {
        var isExtension = method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "";
        return isExtension + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private string Parameter(ParameterInfo parameter)
    {
        var prefix = parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : parameter.IsOut ? "out " : "";
        var suffix = parameter.HasDefaultValue ? $" = {Default(parameter)}" : "";
        return $"{prefix}{Name(_nullability.Create(parameter))} {parameter.Name}{suffix}";
    }

    private static string Default(ParameterInfo parameter) =>
        parameter.ParameterType.IsEnum && parameter.RawDefaultValue is { } number
            ? $"{parameter.ParameterType.Name}.{Enum.ToObject(parameter.ParameterType, number)}"
            : parameter.DefaultValue is null && parameter.ParameterType.IsValueType
                && Nullable.GetUnderlyingType(parameter.ParameterType) is null
                ? "default"
                : Literal(parameter.DefaultValue);

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        long.MinValue => "long.MinValue",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>Returns the name of a type, with a question mark if the type is annotated as nullable.</summary>
    private static string Name(NullabilityInfo info)
    {
        var type = info.Type.IsByRef ? info.Type.GetElementType()! : info.Type;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return $"{Name(underlying)}?";
        if (type.IsGenericParameter)
            return type.Name;
        var isNullable = !type.IsValueType && (info.ReadState is NullabilityState.Nullable || info.WriteState is NullabilityState.Nullable)
            ? "?"
            : "";
        if (info.ElementType is { } element)
            return $"{Name(element)}[]{isNullable}";
        return info.GenericTypeArguments.Length == 0
            ? Name(type) + isNullable
            : $"{Bare(type)}<{string.Join(", ", info.GenericTypeArguments.Select(Name))}>{isNullable}";
    }

    private static string Name(Type type) => type switch
    {
        { IsArray: true } => $"{Name(type.GetElementType()!)}[]",
        { IsGenericType: true } when Nullable.GetUnderlyingType(type) is { } underlying => $"{Name(underlying)}?",
        { IsGenericType: true } => $"{Bare(type)}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>",
        _ when type == typeof(void) => "void",
        _ when type == typeof(object) => "object",
        _ when type == typeof(string) => "string",
        _ when type == typeof(bool) => "bool",
        _ when type == typeof(byte) => "byte",
        _ when type == typeof(int) => "int",
        _ when type == typeof(long) => "long",
        _ when type == typeof(double) => "double",
        _ => type.Name,
    };

    private static string Bare(Type type) => type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
}
