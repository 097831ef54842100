namespace CaToMe.Runtime;

/// <summary>A NuGet package with libtorch.</summary>
/// <param name="Id">The package's id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Platform">The platform whose libraries are taken out, such as <c>linux-x64</c>.</param>
internal sealed record RuntimePackage(string Id, string Version, string Platform)
{
    /// <summary>SHA-512 of the published packages, in base64: what any feed gives has to be these.</summary>
    private static readonly Dictionary<(string Id, string Version), string> Published = new()
    {
        [("libtorch-cpu-linux-x64", "2.10.0")] = "XjuaFwqqvwstyeUWyz/xtfhODesmagoPKO7T0VRmiW+r0pJwsXB/vHydA7it9xge36PSXW1qLyRRzvM3J8i9UA==",
        [("libtorch-cpu-osx-arm64", "2.10.0")] = "njbW4NbjnO3UYsZymJA5EA8kvFQZveW2rVS07QinYOxxgs6hyZFTI82zBDt0ix1yRRCZ+v+fm+pHXG37WKjyhA==",
        [("libtorch-cpu-win-x64", "2.10.0")] = "qvrEe8b8U1SPnsqShWgJ9gE/UfzFiq+QRPJdAegxwtEBgL/jZPQPvKAhqYkpEe5kb6AXCi840KDqvDaHQuAqEA==",
    };

    /// <summary>The CPU package of this platform, of the version that the engine needs.</summary>
    public static RuntimePackage Default { get; } = new($"libtorch-cpu-{NativeRuntime.Platform}", NativeRuntime.LibTorchVersion, NativeRuntime.Platform);

    /// <summary>SHA-512 of the published package in base64, where it is known.</summary>
    public string? PublishedHash => Published.GetValueOrDefault((Id.ToLowerInvariant(), Version));

    /// <summary>Its file's name on a feed.</summary>
    internal string FileName => $"{Id}.{Version}.nupkg".ToLowerInvariant();

    /// <summary>Its path on a feed: <c>id/version/id.version.nupkg</c>.</summary>
    internal string RelativePath => $"{Id}/{Version}/{FileName}".ToLowerInvariant();
}
