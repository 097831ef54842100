namespace CaToMe.Sampling;

/// <summary>The schedulers by the names people know.</summary>
public static class SchedulerCatalog
{
    /// <summary>The names that a request accepts.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["pndm", "ddim", "ddpm", "euler", "euler-a", "heun", "lms", "dpm++2m", "dpm++2m-karras", "dpm++2m-sde", "unipc", "lcm"];
}
