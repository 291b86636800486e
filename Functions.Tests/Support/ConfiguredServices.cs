using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LatamFunctions.Tests.Support;

/// <summary>The services that Program.cs registers, with settings in the form of environment variables.</summary>
internal static class ConfiguredServices
{
    public static ServiceProvider Create(Action<IServiceCollection> add, params (string Name, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name.Replace("__", ":"), (string?)setting.Value)))
            .Build());
        add(services);
        return services.BuildServiceProvider();
    }

    /// <summary>Returns the error that prevents the host from starting; <c>null</c> if the host starts.</summary>
    public static string? StartupError(Action<IServiceCollection> add, params (string Name, string Value)[] settings)
    {
        using var provider = Create(add, settings);
        try
        {
            provider.GetRequiredService<IStartupValidator>().Validate();
            return null;
        }
        catch (OptionsValidationException e)
        {
            return e.Message;
        }
    }
}
