using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Standins.Tests;

/// <summary>
/// The visible signature of a type. Each member is one line that contains everything on which callers' source code depends, including
/// parameter names.
/// </summary>
internal sealed record TypeSignature(string Shape, string Base, IReadOnlySet<string> Interfaces, IReadOnlySet<string> Members);

/// <summary>
/// Reads the visible types of an assembly from its metadata. The assembly is not loaded, so its dependencies can be missing.
/// </summary>
internal sealed class MetadataSignatures : ISignatureTypeProvider<string, object?>
{
    private readonly MetadataReader _metadata;

    private MetadataSignatures(MetadataReader metadata) => _metadata = metadata;

    public static IReadOnlyDictionary<string, TypeSignature> Read(string path)
    {
        using var file = File.OpenRead(path);
        using var image = new PEReader(file);
        return new MetadataSignatures(image.GetMetadataReader()).Types();
    }

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

    public string GetByReferenceType(string elementType) => $"ref {elementType}";

    public string GetFunctionPointerType(MethodSignature<string> signature) => "delegate*";

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        $"{genericType}<{string.Join(", ", typeArguments)}>";

    public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

    public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetPinnedType(string elementType) => elementType;

    public string GetPointerType(string elementType) => $"{elementType}*";

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetSZArrayType(string elementType) => $"{elementType}[]";

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => NameOf(handle);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, rawTypeKind)}+{reader.GetString(type.Name)}"
            : Qualified(type.Namespace, type.Name);
    }

    public string GetTypeFromSpecification(
        MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    private static bool IsVisible(TypeAttributes attributes) =>
        (attributes & TypeAttributes.VisibilityMask) is TypeAttributes.Public or TypeAttributes.NestedPublic;

    private static bool IsVisible(MethodAttributes attributes) =>
        (attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family
            or MethodAttributes.FamORAssem;

    private static bool IsVisible(FieldAttributes attributes) =>
        (attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    private Dictionary<string, TypeSignature> Types() =>
        _metadata.TypeDefinitions.Where(handle => IsVisible(_metadata.GetTypeDefinition(handle).Attributes))
            .ToDictionary(NameOf, SignatureOf);

    private TypeSignature SignatureOf(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        var fields = type.GetFields().Select(_metadata.GetFieldDefinition).Where(field => IsVisible(field.Attributes)).Select(SignatureOf);
        var methods = type.GetMethods().Select(_metadata.GetMethodDefinition).Where(method => IsVisible(method.Attributes))
            .Select(SignatureOf);
        return new TypeSignature(
            (type.Attributes & (TypeAttributes.Interface | TypeAttributes.Abstract | TypeAttributes.Sealed)).ToString(),
            type.BaseType.IsNil ? "" : NameOf(type.BaseType),
            type.GetInterfaceImplementations()
                .Select(@interface => NameOf(_metadata.GetInterfaceImplementation(@interface).Interface)).ToHashSet(),
            fields.Concat(methods).ToHashSet());
    }

    private string SignatureOf(FieldDefinition field) =>
        $"{Modifiers(field.Attributes)} {field.DecodeSignature(this, null)} {_metadata.GetString(field.Name)}"
        + Constant(field.GetDefaultValue());

    private string SignatureOf(MethodDefinition method)
    {
        var signature = method.DecodeSignature(this, null);
        var named = method.GetParameters().Select(_metadata.GetParameter).ToDictionary(parameter => parameter.SequenceNumber);
        var parameters = signature.ParameterTypes.Select((type, i) =>
        {
            var parameter = named[i + 1];
            var isOut = parameter.Attributes.HasFlag(ParameterAttributes.Out) ? "out " : "";
            return $"{isOut}{type} {_metadata.GetString(parameter.Name)}{Constant(parameter.GetDefaultValue())}";
        });
        var arity = signature.GenericParameterCount == 0 ? "" : $"`{signature.GenericParameterCount}";
        return $"{Modifiers(method.Attributes)} {signature.ReturnType} {_metadata.GetString(method.Name)}{arity}"
            + $"({string.Join(", ", parameters)})";
    }

    private static string Modifiers(FieldAttributes attributes)
    {
        const FieldAttributes Compared =
            FieldAttributes.FieldAccessMask | FieldAttributes.Static | FieldAttributes.Literal | FieldAttributes.InitOnly;
        return (attributes & Compared).ToString();
    }

    private static string Modifiers(MethodAttributes attributes)
    {
        const MethodAttributes Compared =
            MethodAttributes.MemberAccessMask | MethodAttributes.Static | MethodAttributes.Abstract | MethodAttributes.Virtual;
        return (attributes & Compared).ToString();
    }

    private string Constant(ConstantHandle handle)
    {
        if (handle.IsNil)
            return "";
        var constant = _metadata.GetConstant(handle);
        var value = _metadata.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode);
        return value switch
        {
            null => " = null",
            string text => $" = \"{text}\"",
            _ => string.Create(CultureInfo.InvariantCulture, $" = {value}"),
        };
    }

    private string NameOf(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        return type.IsNested ? $"{NameOf(type.GetDeclaringType())}+{_metadata.GetString(type.Name)}" : Qualified(type.Namespace, type.Name);
    }

    private string NameOf(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => NameOf((TypeDefinitionHandle)handle),
        HandleKind.TypeReference => GetTypeFromReference(_metadata, (TypeReferenceHandle)handle, 0),
        _ => GetTypeFromSpecification(_metadata, null, (TypeSpecificationHandle)handle, 0),
    };

    private string Qualified(StringHandle @namespace, StringHandle name) =>
        @namespace.IsNil ? _metadata.GetString(name) : $"{_metadata.GetString(@namespace)}.{_metadata.GetString(name)}";
}
