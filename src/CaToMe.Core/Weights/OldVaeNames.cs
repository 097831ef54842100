namespace CaToMe.Weights;

/// <summary>The names of the VAE's attention before diffusers 0.12, still common in published folders.</summary>
internal static class OldVaeNames
{
    private static readonly Renaming[] Attention = [.. new[] { "encoder", "decoder" }
        .Select(half => $"{half}.mid_block.attentions.0")
        .SelectMany(name => new Renaming[]
        {
            new($"{name}.query", $"{name}.to_q", Reshaping.Flatten),
            new($"{name}.key", $"{name}.to_k", Reshaping.Flatten),
            new($"{name}.value", $"{name}.to_v", Reshaping.Flatten),
            new($"{name}.proj_attn", $"{name}.to_out.0", Reshaping.Flatten),
        })];

    /// <summary>A VAE's tensors under today's names, whichever it has.</summary>
    internal static IStoredTensors Renamed(IStoredTensors vae) => new RenamedTensors(vae, "", Attention, keepOthers: true);
}
