namespace CaToMe.Weights;

/// <summary>A model as one file in the latent-diffusion (LDM) layout, read under the names of diffusers.</summary>
internal sealed class LdmCheckpoint : ModelFiles
{
    /// <summary>The U-Net's prefix.</summary>
    internal const string UNet = "model.diffusion_model.";

    /// <summary>The U-Net's first convolution: every checkpoint of these families has it.</summary>
    internal const string InputConvolution = UNet + "input_blocks.0.0.weight";

    /// <summary>LCM's embedding of the guidance scale, whose second side is its width.</summary>
    internal const string GuidanceEmbedding = UNet + "time_embed.cond_proj.weight";

    /// <summary>SDXL's embedding of sizes and pooled text beside the timestep (in other families, of a class or a picture).</summary>
    internal const string SizeEmbedding = UNet + "label_emb.0.0.weight";

    /// <summary>Where the newer (SGM) layout has a text encoder of OpenCLIP that is alone: that of SD 2.x, or the second of SDXL's refiner.</summary>
    private const string OnlyOpenClip = "conditioner.embedders.0.model.";

    /// <summary>Under which prefixes a component lies, and whose text encoder it is.</summary>
    private static readonly Dictionary<string, (string Prefix, bool IsClip)[]> Places = new(StringComparer.Ordinal)
    {
        ["unet"] = [(UNet, false)],
        ["vae"] = [("first_stage_model.", false), ("vae.", false)],
        ["text_encoder"] =
        [
            ("cond_stage_model.transformer.", true), ("conditioner.embedders.0.transformer.", true),
            ("cond_stage_model.model.", false), (OnlyOpenClip, false),
        ],
        ["text_encoder_2"] = [("conditioner.embedders.1.model.", false), (OnlyOpenClip, false)],
    };

    private readonly TensorFiles file;
    private readonly Dictionary<string, TensorFiles> borrowed = new(StringComparer.Ordinal); // from the config folder, by component
    private readonly string? folder;

    private LdmCheckpoint(string path, TensorFiles file, ModelConfigs configs, string? folder) : base(path, configs) =>
        (this.file, this.folder) = (file, folder);

    internal override IReadOnlyList<string> Borrowed => [.. Places.Keys.Where(c => PlaceOf(c) is null && LendsWeights(c))
        .Select(c => $"{System.IO.Path.GetFileName(Path)} has no {c}: that of {folder} is taken.")];

    private protected override IReadOnlyList<string> HashedFiles => file.Files;

    /// <summary>Opens a file; without config files its geometry must be a published one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="configs">The configs that apply; null: the published ones.</param>
    /// <param name="folder">The folder that they are from: components that the file lacks are taken from there; null: none.</param>
    internal static LdmCheckpoint Open(string path, ModelConfigs? configs, string? folder = null)
    {
        var file = new TensorFiles(WeightFiles.Single(path));
        try
        {
            return file.ShapeOf(InputConvolution) is not null
                ? new LdmCheckpoint(path, file, configs ?? PublishedConfigs.Recognise(file, path), folder)
                : throw new ModelException(
                    $"{path} is not a Stable Diffusion checkpoint: it has no tensor {InputConvolution}. Give a whole SD 1.x, 2.x or SDXL checkpoint in LDM " +
                    "layout, not a LoRA or a single component; for the files of a diffusers folder, give the folder.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The width of the text states that the U-Net's cross-attention reads; null where its first blocks have none.</summary>
    internal static long? ContextWidth(TensorFiles file) =>
        (file.ShapeOf(UNet + "input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight")
            ?? file.ShapeOf(UNet + "input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight"))?.LastOrDefault();

    public override bool Has(string component) => PlaceOf(component) is not null || LendsWeights(component);

    internal override IStoredTensors Stored(string component)
    {
        if (PlaceOf(component) is null && LendsWeights(component))
        {
            var lent = borrowed.GetValueOrDefault(component) ?? (borrowed[component] = new TensorFiles(WeightFiles.Find(FolderOf(component)!)));
            return component == "vae" ? OldVaeNames.Renamed(lent) : lent;
        }

        var (prefix, isClip) = PlaceOf(component) ?? throw new ModelException(
            $"{Path} has no {component}: no tensor's name begins with {string.Join(" or ", Places.GetValueOrDefault(component, []).Select(p => p.Prefix))}. " +
            (component == "vae" ? "Name a file that has one with Vae" : "Name a diffusers folder of its family that has one with ConfigFolder")
            + ", or give a whole checkpoint.");
        return component switch
        {
            "unet" => new RenamedTensors(file, prefix, LdmNames.UNet(Configs.Of(component)), keepOthers: true),
            "vae" => new RenamedTensors(file, prefix, LdmNames.Vae(Configs.Of(component)), keepOthers: true),
            _ when isClip => new RenamedTensors(file, prefix, LdmNames.Clip, keepOthers: false),
            _ => new RenamedTensors(file, prefix, LdmNames.OpenClip(Configs.Of(component), projection: component == "text_encoder_2"), keepOthers: false),
        };
    }

    private protected override void Dispose(bool disposing)
    {
        file.Dispose();
        foreach (var lent in borrowed.Values)
        {
            lent.Dispose();
        }
    }

    private string? FolderOf(string component) => folder is null ? null : System.IO.Path.Combine(folder, component);

    /// <summary>Whether the config folder has what the file lacks. SDXL's refiner has one text encoder and lacks none.</summary>
    private bool LendsWeights(string component) => (component != "text_encoder" || ContextWidth(file) is not 1280)
        && Places.ContainsKey(component) && FolderOf(component) is { } part && Directory.Exists(part)
        && WeightFiles.SmallestOf(Directory.EnumerateFiles(part).Select(f => System.IO.Path.GetFileName(f))) is not null;

    /// <summary>Told from the file, as its config folder may be missing or that of another model; 1280 is the refiner's.</summary>
    private bool IsSdxl => file.ShapeOf(SizeEmbedding) is not null || ContextWidth(file) is 1280 or 2048;

    private (string Prefix, bool IsClip)? PlaceOf(string component) => Places.GetValueOrDefault(component, [])
        .Where(p => file.Names.Any(n => n.StartsWith(p.Prefix, StringComparison.Ordinal)))
        .Where(p => p.Prefix != OnlyOpenClip || component == (IsSdxl ? "text_encoder_2" : "text_encoder"))
        .Select(p => ((string, bool)?)p)
        .FirstOrDefault();
}
