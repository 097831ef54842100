using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CaToMe.Tests.Weights;

/// <summary>
/// The published single files: the names and shapes of their tensors (tests/data/published), and files with the right header whose
/// data is a hole of zeros.
/// </summary>
internal static partial class PublishedFiles
{
    private const string Bias = "model.diffusion_model.output_blocks.11.1.transformer_blocks.0.norm1.bias";

    private static readonly (string List, string Prefix) Vae = ("vae", "first_stage_model.");

    private static readonly (string List, string Prefix)[] Sd15 =
        [("unet-sd1", "model.diffusion_model."), Vae, ("clip-l", "cond_stage_model.transformer.text_model.")];

    private static readonly (string List, string Prefix)[] Sd2 =
        [("unet-sd2", "model.diffusion_model."), Vae, ("openclip-h", "cond_stage_model.model.")];

    private static readonly (string List, string Prefix)[] Sdxl =
    [
        ("unet-sdxl", "model.diffusion_model."), Vae,
        ("clip-l", "conditioner.embedders.0.transformer.text_model."), ("openclip-g", "conditioner.embedders.1.model."),
    ];

    private static readonly Dictionary<string, ((string List, string Prefix)[] Parts, (string Name, long[] Shape)[] Others)> Files = new()
    {
        ["sd15"] = (Sd15, [("alphas_cumprod", [1000]), ("model_ema.decay", [])]),
        ["sd15-ema"] = (Sd15, [.. Averages("unet-sd1"), ("model_ema.decay", []), ("model_ema.num_updates", []), .. OfTraining]),
        ["sd15-no-vae"] = ([.. Sd15.Except([Vae])], []),
        ["sd15-no-text-encoder"] = ([.. Sd15.SkipLast(1)], []),
        ["sd15-lcm"] = (Sd15, [("model.diffusion_model.time_embed.cond_proj.weight", [320, 256])]),
        ["sd15-inpainting"] = (Sd15, [MaskedInput]),
        ["sd2-inpainting"] = (Sd2, [MaskedInput]),
        ["sd20-base"] = (Sd2, [("alphas_cumprod", [1000])]),
        ["sd21"] = (Sd2, [("alphas_cumprod", [1000])]),
        ["sd-turbo"] = ([("unet-sd2", "model.diffusion_model."), Vae, ("openclip-h", "conditioner.embedders.0.model.")], [("denoiser.sigmas", [1000])]),
        ["sdxl"] = (Sdxl, []),
        ["sdxl-no-text-encoder"] = ([.. Sdxl[..2]], []),
        ["sdxl-lcm"] = (Sdxl, [("model.diffusion_model.time_embed.cond_proj.weight", [320, 256])]),
        ["sdxl-inpainting"] = (Sdxl, [MaskedInput]),
        ["refiner"] = ([("unet-refiner", "model.diffusion_model."), Vae, ("openclip-g", "conditioner.embedders.0.model.")], []),
        ["cosxl"] = (Sdxl, [("edm_vpred.sigma_max", []), ("edm_vpred.sigma_min", [])]),
        ["v-pred"] = (Sdxl, [("v_pred", [0])]),
        ["noobai-v-pred"] = (Sdxl, [("v_pred", [0]), ("ztsnr", [0])]),
    };

    /// <summary>What models for in-painting have in place of their first convolution: latents, a mask, and the latents of the masked picture.</summary>
    private static (string Name, long[] Shape) MaskedInput => ("model.diffusion_model.input_blocks.0.0.weight", [320, 9, 3, 3]);

    /// <summary>What training leaves in a file that is not pruned.</summary>
    private static IEnumerable<(string Name, long[] Shape)> OfTraining =>
        new[] { "alphas_cumprod", "alphas_cumprod_prev", "betas", "log_one_minus_alphas_cumprod", "posterior_log_variance_clipped", "posterior_mean_coef1",
            "posterior_mean_coef2", "posterior_variance", "sqrt_alphas_cumprod", "sqrt_one_minus_alphas_cumprod", "sqrt_recip_alphas_cumprod",
            "sqrt_recipm1_alphas_cumprod" }.Select(name => (name, new[] { 1000L }));

    /// <summary>The moving averages of the U-Net's weights: their names have no dots.</summary>
    private static IEnumerable<(string Name, long[] Shape)> Averages(string list) =>
        TensorsOf(list).Select(t => ("model_ema.diffusion_model" + t.Name.Replace(".", ""), t.Shape));

    /// <summary>The tensors of a published file, with the list that each is from (none for those besides).</summary>
    internal static IEnumerable<(string? List, string Name, long[] Shape)> TensorsOfFile(string file)
    {
        var (parts, own) = Files[file];
        var replaced = own.Select(t => t.Name).ToHashSet();
        return parts.SelectMany(p => TensorsOf(p.List).Select(t => ((string?)p.List, Name: p.Prefix + t.Name, t.Shape))).Where(t => !replaced.Contains(t.Name))
            .Concat(own.Select(t => ((string?)(t.Name.StartsWith("model", StringComparison.Ordinal) ? parts[0].List : null), t.Name, t.Shape)));
    }

    /// <summary>A list of tests/data/published: braces stand for each of their words.</summary>
    internal static IEnumerable<(string Name, long[] Shape)> TensorsOf(string list) =>
        from line in File.ReadLines(Path.Combine(RepositoryFolder.Path, "tests", "data", "published", list + ".txt"))
        let parts = line.Split(' ')
        let shape = JsonSerializer.Deserialize<long[]>(parts[1])!
        from name in Expanded(parts[0])
        select (name, shape);

    /// <summary>Writes a published file in half precision.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="file">Which.</param>
    /// <param name="others">Tensors besides.</param>
    internal static void Write(string path, string file, params (string Name, long[] Shape)[] others)
    {
        var header = new Dictionary<string, object>();
        var end = 0L;
        foreach (var (name, shape) in TensorsOfFile(file).Select(t => (t.Name, t.Shape)).Concat(others))
        {
            var start = end;
            end += 2 * shape.Aggregate(1L, (a, b) => a * b);
            header.Add(name, new { dtype = "F16", shape, data_offsets = new[] { start, end } });
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, json.Length);
        using var stream = File.Create(path);
        stream.Write(prefix);
        stream.Write(json);
        if (file == "sd21")
        {
            // Deviates by 0.1: the published one was trained on v-prediction.
            var bias = Enumerable.Range(0, 320).Select(i => (Half)(0.5 + (i % 2 == 0 ? 0.1 : -0.1))).ToArray();
            stream.Position += ((dynamic)header[Bias]).data_offsets[0];
            stream.Write(MemoryMarshal.AsBytes<Half>(bias));
        }

        stream.SetLength(8 + json.Length + end);
    }

    private static IEnumerable<string> Expanded(string name) => Braces().Match(name) is { Success: true } braces
        ? braces.Groups[1].Value.Split(',').SelectMany(word => Expanded(name[..braces.Index] + word + name[(braces.Index + braces.Length)..]))
        : [name];

    [GeneratedRegex(@"\{([^}]*)\}")]
    private static partial Regex Braces();
}
