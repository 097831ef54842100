using CaToMe.Extensions.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>CaToMe as a service.</summary>
public static class CaToMeServiceCollectionExtensions
{
    /// <summary>
    /// Adds an <see cref="IImageGenerator"/> that all share: its model is loaded by the first request, and freed with the container. Where one is there
    /// already it stays, and the options change alone.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets options, beside what a configuration says. Null: nothing.</param>
    public static IServiceCollection AddCaToMe(this IServiceCollection services, Action<CaToMeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        Configure(services, Options.Options.DefaultName, configure);
        services.TryAddSingleton<IImageGenerator>(provider => new CaToMeImageGenerator(provider.GetRequiredService<IOptions<CaToMeOptions>>().Value));
        return services;
    }

    /// <summary>Adds another model by a name, which is the key of its <see cref="IImageGenerator"/> and the name of its options.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name.</param>
    /// <param name="configure">Sets options, beside what a configuration says. Null: nothing.</param>
    public static IServiceCollection AddKeyedCaToMe(this IServiceCollection services, string name, Action<CaToMeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        Configure(services, name, configure);
        services.TryAddKeyedSingleton<IImageGenerator>(
            name, (provider, _) => new CaToMeImageGenerator(provider.GetRequiredService<IOptionsMonitor<CaToMeOptions>>().Get(name)));
        return services;
    }

    private static void Configure(IServiceCollection services, string name, Action<CaToMeOptions>? configure)
    {
        var options = services.AddOptions<CaToMeOptions>(name);
        if (configure is not null)
        {
            options.Configure(configure);
        }
    }
}
