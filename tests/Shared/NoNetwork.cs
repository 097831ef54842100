using System.Runtime.CompilerServices;

namespace CaToMe.Tests.Shared;

/// <summary>No test asks the hub for what a path is that is not there.</summary>
internal static class NoNetwork
{
    [ModuleInitializer]
    internal static void Begin() => Environment.SetEnvironmentVariable("HF_HUB_OFFLINE", "1");
}
