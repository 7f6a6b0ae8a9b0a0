using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Threadmill.Engine.Plugins;

/// <summary>What attributes of test and benchmark frameworks, known by full name, say of a member.</summary>
internal sealed class TestMarks(MetadataReader reader, AttributeReader attributes)
{
    private const string Benchmarks = "BenchmarkDotNet.Attributes.";
    private const string Nunit = "NUnit.Framework.";
    private const string Ms = "Microsoft.VisualStudio.TestTools.UnitTesting.";

    private static readonly string[] Tests =
    [
        "Xunit.FactAttribute", "Xunit.TheoryAttribute",
        Nunit + "TestAttribute", Nunit + "TestCaseAttribute", Nunit + "TestCaseSourceAttribute", Nunit + "TheoryAttribute",
        Ms + "TestMethodAttribute", Ms + "DataTestMethodAttribute",
    ];

    private static readonly string[] Params = ["ParamsAttribute", "ParamsSourceAttribute", "ParamsAllValuesAttribute"];

    /// <param name="Kind">Null: no test and no benchmark.</param>
    public sealed record Mark(MemberKind? Kind, ImmutableArray<string> Categories, bool IsBaseline, string? SkippedBecause);

    public Mark Of(MethodDefinition method, TypeDefinition type)
    {
        var own = method.GetCustomAttributes();
        MemberKind? kind = attributes.Has(own, Benchmarks + "BenchmarkAttribute") ? MemberKind.Benchmark
            : Tests.Any(t => attributes.Has(own, t)) ? MemberKind.Test
            : null;
        return kind is null ? new(null, [], false, null) : new(
            kind,
            [.. Categories(type.GetCustomAttributes()), .. Categories(own)],
            attributes.Value(own, Benchmarks + "BenchmarkAttribute", "Baseline") is true,
            Skipped(own, type.GetCustomAttributes()));
    }

    /// <summary>The fields and properties of a class of benchmarks that are its parameters.</summary>
    public IEnumerable<ParameterDescription> ParamsOf(string typeName, TypeDefinition type, ParameterReader parameters)
    {
        var names = new SignatureNames();
        foreach (var property in type.GetProperties().Select(reader.GetPropertyDefinition).Where(p => IsParam(p.GetCustomAttributes())))
        {
            var name = reader.GetString(property.Name);
            yield return parameters.OfMember(name, property.DecodeSignature(names, null).ReturnType, DocIds.OfProperty(typeName, name), ChosenFirst(property.GetCustomAttributes()));
        }
        foreach (var field in type.GetFields().Select(reader.GetFieldDefinition).Where(f => IsParam(f.GetCustomAttributes())))
        {
            var name = reader.GetString(field.Name);
            yield return parameters.OfMember(name, field.DecodeSignature(names, null), $"F:{typeName.Replace('+', '.')}.{name}", ChosenFirst(field.GetCustomAttributes()));
        }
    }

    private bool IsParam(CustomAttributeHandleCollection all) => Params.Any(p => attributes.Has(all, Benchmarks + p));

    /// <summary>The values that the author chose, where the attribute holds them itself.</summary>
    private string ChosenFirst(CustomAttributeHandleCollection all) =>
        attributes.Texts(all, Benchmarks + "ParamsAttribute").ToArray() is [var first, .. var others] ? first + (others.Length == 0 ? "" : $" (or {string.Join(", ", others)})")
        : attributes.Has(all, Benchmarks + "ParamsAllValuesAttribute") ? "the first of all values"
        : "the first of its source";

    private IEnumerable<string> Categories(CustomAttributeHandleCollection all) =>
        new[] { Benchmarks + "BenchmarkCategoryAttribute", Nunit + "CategoryAttribute", Ms + "TestCategoryAttribute" }.SelectMany(a => attributes.Texts(all, a));

    private string? Skipped(CustomAttributeHandleCollection own, CustomAttributeHandleCollection ofType)
    {
        foreach (var fact in Tests.Take(2))
        {
            if (attributes.Value(own, fact, "Skip") is string reason)
                return reason;
        }
        foreach (var ignore in new[] { Nunit + "IgnoreAttribute", Ms + "IgnoreAttribute" })
        {
            if (attributes.Has(own, ignore) || attributes.Has(ofType, ignore))
                return attributes.Text(own, ignore) ?? attributes.Text(ofType, ignore) ?? "marked [Ignore]";
        }
        return null;
    }
}
