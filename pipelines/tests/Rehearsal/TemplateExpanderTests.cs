using Rehearse;
using YamlDotNet.RepresentationModel;

namespace Pipelines.Tests.Rehearsal;

public class TemplateExpanderTests
{
    [TestCase("eq(parameters.a, 'X')", "true")]
    [TestCase("ne(parameters.a, 'x')", "false")]
    [TestCase("gt(parameters.n, 9)", "true")]
    [TestCase("and(true, not(eq('a', 'b')))", "true")]
    [TestCase("or(false, eq(1, 2))", "false")]
    [TestCase("lower('ABC')", "abc")]
    [TestCase("join(''', ''', parameters.list)", "p', 'q")]
    [TestCase("variables['Build.Reason']", "Schedule")]
    [TestCase("variables['unknown']", "")]
    public void An_expression_is_evaluated(string expression, string value)
    {
        var root = Expand($$$"""
            parameters:
              - name: a
                default: x
              - name: n
                default: 10
              - name: list
                default: [p, q]
            value: ${{ {{{expression}}} }}
            """);

        Assert.That(root["value"].ToString(), Is.EqualTo(value));
    }

    [Test]
    public void If_includes_or_omits_items_and_keys()
    {
        var root = Expand("""
            steps:
              - ${{ if eq(1, 1) }}:
                  - script: kept
              - ${{ if eq(1, 2) }}:
                  - script: left out
            pool:
              ${{ if eq(1, 2) }}:
                name: left out
              vmImage: kept
            """);

        Assert.That(root["steps"].ToString(), Does.Contain("kept").And.Not.Contain("left out"));
        Assert.That(root["pool"].ToString(), Does.Contain("kept").And.Not.Contain("left out"));
    }

    [Test]
    public void Each_repeats_its_items()
    {
        var root = Expand("""
            parameters:
              - name: names
                default: [a, b]
            steps:
              - ${{ each name in parameters.names }}:
                  - script: echo ${{ name }}
            """);

        Assert.That(((YamlSequenceNode)root["steps"]).Select(step => step["script"].ToString()), Is.EqualTo(new[] { "echo a", "echo b" }));
    }

    [Test]
    public void A_template_path_is_relative_to_the_referencing_file_and_parameters_are_passed()
    {
        var root = Expand(
            """
            steps:
              - template: folder/outer.yml
                parameters: { word: there }
            """,
            ("folder/outer.yml", """
                parameters:
                  - name: word
                    type: string
                steps:
                  - template: ../inner.yml
                    parameters: { steps: [ { script: '${{ parameters.word }}' } ] }
                """),
            ("inner.yml", """
                parameters:
                  - name: steps
                    type: stepList
                steps:
                  - script: first
                  - ${{ parameters.steps }}
                """));

        Assert.That(((YamlSequenceNode)root["steps"]).Select(step => step["script"].ToString()), Is.EqualTo(new[] { "first", "there" }));
    }

    [TestCase("steps: [ { template: missing.yml } ]", "missing.yml")]
    [TestCase("steps: [ { template: t.yml, parameters: { wrong: 1, environment: dev } } ]", "t.yml: there is no parameter 'wrong'")]
    [TestCase("steps: [ { template: t.yml } ]", "t.yml: the parameter 'environment' is missing")]
    [TestCase(
        "steps: [ { template: t.yml, parameters: { environment: moon } } ]",
        "t.yml: the parameter 'environment' cannot be 'moon', only dev, prod")]
    [TestCase("name: ${{ parameters.none }}", "root.yml: the expression 'parameters.none' names 'none'")]
    [TestCase("name: ${{ upper('a') }}", "root.yml: the expression 'upper('a')' calls upper with 1 arguments")]
    [TestCase("steps: [", "root.yml(")]
    public void An_invalid_template_is_reported_with_its_file(string root, string problem)
    {
        const string template = """
            parameters:
              - name: environment
                values: [dev, prod]
            steps:
              - script: echo
            """;

        Assert.That(() => Expand(root, ("t.yml", template)), Throws.TypeOf<PipelineException>().With.Message.Contains(problem));
    }

    private static YamlMappingNode Expand(string root, params (string Path, string Text)[] templates)
    {
        var files = templates.Append(("root.yml", root)).ToDictionary();
        return new TemplateExpander(
            path => files.TryGetValue(path, out var text) ? text : throw new FileNotFoundException($"there is no file {path}"),
            new Dictionary<string, string> { ["Build.Reason"] = "Schedule" }).Expand("root.yml", new Dictionary<string, string>());
    }
}
