using Spectre.Console;
using Spectre.Console.Rendering;

namespace LocalStack.Cli;

/// <summary>A progress bar at the bottom of an interactive terminal. Other output to the console appears above the bar.</summary>
internal sealed class LiveProgress
{
    private readonly TaskCompletionSource _ended = new();
    private readonly Task _display;
    private ProgressTask? _task;

    public LiveProgress(IAnsiConsole console, ProgressStep first)
    {
        var progress = console.Progress().Columns(
            new SpinnerColumn(),
            new ProgressBarColumn(),
            new CountedPercentageColumn(),
            new TaskDescriptionColumn { Alignment = Justify.Left });
        _display = progress.StartAsync(context =>
        {
            var task = context.AddTask(Describe(first), maxValue: 1);
            task.IsIndeterminate = !first.IsCounted;
            Volatile.Write(ref _task, task);
            return _ended.Task;
        });
    }

    public void Show(ProgressStep step)
    {
        if (Volatile.Read(ref _task) is not { } task)
            return;
        task.Description = Describe(step);
        task.IsIndeterminate = !step.IsCounted;
        task.Value = step.IsCounted ? step.Share : 0;
    }

    /// <summary>Ends the progress bar. The bar's last state remains visible above later output.</summary>
    public void End()
    {
        _ended.SetResult();
        _display.GetAwaiter().GetResult();
    }

    private static string Describe(ProgressStep step) =>
        Markup.Escape(step.IsCounted ? $"{step.Activity} {step.Figures}" : step.Activity);

    /// <summary>A percentage column that is empty if the amount of work is unknown. Spectre.Console's column would show 0 %.</summary>
    private sealed class CountedPercentageColumn : ProgressColumn
    {
        private readonly PercentageColumn _percentage = new();

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            task.IsIndeterminate ? Text.Empty : _percentage.Render(options, task, deltaTime);
    }
}
