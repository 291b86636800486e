namespace Pipelines.Tests.Pipeline;

/// <summary>A task in Azure Pipelines, with the inputs that this project uses or that the task requires.</summary>
/// <param name="Name">The name with the major version, as in steps.</param>
/// <param name="Inputs">The inputs, by name.</param>
internal sealed record PipelineTask(string Name, IReadOnlyDictionary<string, TaskInput> Inputs)
{
    private static readonly TaskInput Text = new();
    private static readonly TaskInput RequiredText = new(IsRequired: true);
    private static readonly TaskInput Flag = new(Values: ["true", "false"]);

    /// <summary>
    /// The tasks in use, from each task's task.json in microsoft/azure-pipelines-tasks (commit 2995725, August 2026: AzureCLIV2,
    /// AzureFunctionAppV2, UseDotNetV2, PublishTestResultsV2, PublishCodeCoverageResultsV2, CacheV2). To use another task or input, add it
    /// here as specified in its task.json.
    /// </summary>
    public static IReadOnlyDictionary<string, PipelineTask> InUse { get; } = new PipelineTask[]
    {
        new("AzureCLI@2", new Dictionary<string, TaskInput>
        {
            ["azureSubscription"] = RequiredText,
            ["scriptType"] = new(IsRequired: true, ["ps", "pscore", "batch", "bash"]),
            ["scriptLocation"] = new(IsRequired: true, ["inlineScript", "scriptPath"]),
            ["scriptPath"] = RequiredText,
            ["arguments"] = Text,
            ["keepAzSessionActive"] = Flag,
        }),
        new("AzureFunctionApp@2", new Dictionary<string, TaskInput>
        {
            ["azureSubscription"] = RequiredText,
            ["appType"] = new(IsRequired: true, ["functionApp", "functionAppLinux"]),
            ["isFlexConsumption"] = Flag,
            ["appName"] = RequiredText,
            ["package"] = RequiredText,
        }),
        new("UseDotNet@2", new Dictionary<string, TaskInput>
        {
            ["packageType"] = new(Values: ["runtime", "sdk"]),
            ["version"] = Text,
        }),
        new("PublishTestResults@2", new Dictionary<string, TaskInput>
        {
            ["testResultsFormat"] = new(IsRequired: true, ["JUnit", "NUnit", "VSTest", "XUnit", "CTest"]),
            ["testResultsFiles"] = RequiredText,
            ["searchFolder"] = Text,
            ["testRunTitle"] = Text,
            ["failTaskOnMissingResultsFile"] = Flag,
        }),
        new("PublishCodeCoverageResults@2", new Dictionary<string, TaskInput>
        {
            ["summaryFileLocation"] = RequiredText,
            ["failIfCoverageEmpty"] = Flag,
        }),
        new("Cache@2", new Dictionary<string, TaskInput>
        {
            ["key"] = RequiredText,
            ["path"] = RequiredText,
            ["restoreKeys"] = Text,
        }),
    }.ToDictionary(task => task.Name);
}

/// <summary>An input of a task.</summary>
/// <param name="IsRequired">Whether the task requires the input.</param>
/// <param name="Values">The values that the input can have, or <c>null</c> if any value is valid.</param>
internal sealed record TaskInput(bool IsRequired = false, IReadOnlyList<string>? Values = null);
