using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace LocalStack.Tests.Host;

/// <summary>An app without middleware: the worker's pipeline runs the function that the host put into the context, nothing else.</summary>
internal static class PlainPipeline
{
    public static ServiceProvider Services(Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<FunctionExecutionDelegate>(context => context.Features.Get<FunctionExecutionDelegate>()!(context));
        configure?.Invoke(services);
        return services.BuildServiceProvider();
    }
}
