namespace CaToMe.Sampling;

/// <summary>What other programs call the samplers: some name the spacing of the noise levels apart.</summary>
internal static class SamplerNames
{
    private const string Karras = "karras";

    private static readonly (string Name, string[] Elsewhere)[] samplers =
    [
        ("pndm", ["plms", "k_plms"]),
        ("ddim", ["k_ddim", "ddim_v3"]),
        ("ddpm", []),
        ("euler", ["k_euler", "SamplerEuler"]),
        ("euler-a", ["euler_a", "euler_ancestral", "k_euler_a", "k_euler_ancestral", "SamplerEulerAncestral", "Euler Ancestral"]),
        ("heun", ["k_heun"]),
        ("lms", ["k_lms", "SamplerLMS"]),
        ("dpm++2m", ["dpmpp_2m", "k_dpmpp_2m", "DPM++ 2M", "DPM2M++"]),
        ("dpm++2m-karras", ["dpmpp_2m_k", "dpmpp_2m_karras", "k_dpmpp_2m_karras"]),
        ("dpm++2m-sde", ["dpmpp_2m_sde", "dpmpp_2m_sde_gpu", "k_dpmpp_2m_sde", "SamplerDPMPP_2M_SDE"]),
        ("unipc", ["uni_pc", "uni_pc_bh2", "k_uni_pc"]),
        ("lcm", ["SamplerLCM"]),
    ];

    /// <summary>Names of the spacing that a sampler has where none is named.</summary>
    private static readonly string[] plainSpacings = ["normal", "native"];

    /// <summary>Names of Karras' spacing.</summary>
    private static readonly string[] karrasSpacings = [Karras, "KarrasScheduler"];

    /// <summary>Finds a sampler.</summary>
    /// <param name="sampler">What another program calls it.</param>
    /// <param name="spacing">What that program calls the spacing of the noise levels; null where it names none.</param>
    /// <returns>One of <see cref="SamplerCatalog.Names"/>, and whether that says the spacing too; a null name where there is no such sampler.</returns>
    internal static (string? Name, bool SaysSpacing) Find(string sampler, string? spacing)
    {
        var name = Find(sampler);
        if (name is null || spacing is null || IsOneOf(plainSpacings, spacing))
        {
            return (name, name is not null);
        }

        return !IsOneOf(karrasSpacings, spacing) ? (name, false)
            : name.EndsWith($"-{Karras}", StringComparison.Ordinal) ? (name, true)
            : SamplerCatalog.Names.Contains($"{name}-{Karras}") ? ($"{name}-{Karras}", true)
            : (name, false);
    }

    private static string? Find(string sampler) =>
        SamplerCatalog.NameOf(sampler) ?? samplers.FirstOrDefault(s => IsOneOf(s.Elsewhere, sampler)).Name;

    private static bool IsOneOf(string[] names, string name) => names.Contains(name.Trim(), StringComparer.OrdinalIgnoreCase);
}
