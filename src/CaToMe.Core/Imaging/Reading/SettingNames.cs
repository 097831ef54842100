namespace CaToMe.Imaging.Reading;

/// <summary>What a program calls the settings that a request has a place for. Of several names the first that is there counts.</summary>
/// <param name="Writer">The program.</param>
internal sealed record SettingNames(string Writer)
{
    internal string[] Prompt { get; init; } = [];

    internal string[] Negative { get; init; } = [];

    internal string[] Steps { get; init; } = ["steps"];

    internal string[] Seed { get; init; } = ["seed"];

    internal string[] Guidance { get; init; } = [];

    internal string[] Sampler { get; init; } = ["sampler"];

    /// <summary>Names of the spacing of the noise levels, where it is named apart from the sampler.</summary>
    internal string[] Spacing { get; init; } = [];

    internal string[] Size { get; init; } = ["size"];

    internal string[] Width { get; init; } = ["width"];

    internal string[] Height { get; init; } = ["height"];

    /// <summary>Names of further settings by the web UI's, where they differ.</summary>
    internal IReadOnlyDictionary<string, string[]> Others { get; init; } = new Dictionary<string, string[]>();

    internal string[] Model { get; init; } = ["model"];

    internal string[] ModelHash { get; init; } = ["model hash"];

    internal string[] Version { get; init; } = ["version"];

    /// <summary>The names that programs use which write JSON; those that differ are given with <c>with</c>.</summary>
    internal static SettingNames Json(string writer) => new(writer)
    {
        Prompt = ["prompt", "positive prompt", "positive"],
        Negative = ["negative prompt", "negative", "uc"],
        Steps = ["steps", "num inference steps"],
        Guidance = ["guidance scale", "cfg scale", "cfg", "scale"],
        Sampler = ["sampler", "sampler name"],
        Spacing = ["scheduler", "noise schedule"],
        Size = ["resolution", "size"],
        Others = new Dictionary<string, string[]> { ["Clip skip"] = ["clip skip", "clip stop at layer"] },
        Model = ["base model", "base model name", "model", "use stable diffusion model"],
        ModelHash = ["base model hash", "model hash"],
        Version = ["version", "app version", "swarm version"],
    };
}
