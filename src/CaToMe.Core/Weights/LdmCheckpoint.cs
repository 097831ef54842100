namespace CaToMe.Weights;

/// <summary>A model as one file in the latent-diffusion (LDM) layout, read under the names of diffusers.</summary>
internal sealed class LdmCheckpoint : ModelFiles
{
    /// <summary>The U-Net's first convolution: every checkpoint of these families has it.</summary>
    internal const string InputConvolution = "model.diffusion_model.input_blocks.0.0.weight";

    /// <summary>Under which prefixes a component lies, and whose text encoder it is.</summary>
    private static readonly Dictionary<string, (string Prefix, bool IsClip)[]> Places = new(StringComparer.Ordinal)
    {
        ["unet"] = [("model.diffusion_model.", false)],
        ["vae"] = [("first_stage_model.", false), ("vae.", false)],
        ["text_encoder"] = [("cond_stage_model.transformer.", true), ("conditioner.embedders.0.transformer.", true), ("cond_stage_model.model.", false)],
        ["text_encoder_2"] = [("conditioner.embedders.1.model.", false), ("conditioner.embedders.0.model.", false)],
    };

    private readonly TensorFiles file;

    private LdmCheckpoint(string path, TensorFiles file, ModelConfigs configs) : base(path, configs) => this.file = file;

    private protected override IReadOnlyList<string> HashedFiles => file.Files;

    /// <summary>Opens a file; without config files its geometry must be a published one.</summary>
    internal static LdmCheckpoint Open(string path, ModelConfigs? configs)
    {
        var file = new TensorFiles(WeightFiles.Single(path));
        try
        {
            return file.ShapeOf(InputConvolution) is not null
                ? new LdmCheckpoint(path, file, configs ?? PublishedConfigs.Recognise(file, path))
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

    public override bool Has(string component) => PlaceOf(component) is not null;

    internal override IStoredTensors Stored(string component)
    {
        var (prefix, isClip) = PlaceOf(component) ?? throw new ModelException(
            $"{Path} has no {component}: no tensor's name begins with {string.Join(" or ", Places.GetValueOrDefault(component, []).Select(p => p.Prefix))}. " +
            "A whole checkpoint is needed.");
        return component switch
        {
            "unet" => new RenamedTensors(file, prefix, LdmNames.UNet(Configs.Of(component)), keepOthers: true),
            "vae" => new RenamedTensors(file, prefix, LdmNames.Vae(Configs.Of(component)), keepOthers: true),
            _ when isClip => new RenamedTensors(file, prefix, LdmNames.Clip, keepOthers: false),
            _ => new RenamedTensors(file, prefix, LdmNames.OpenClip(Configs.Of(component), projection: component == "text_encoder_2"), keepOthers: false),
        };
    }

    private protected override void Dispose(bool disposing) => file.Dispose();

    private (string Prefix, bool IsClip)? PlaceOf(string component) => Places.GetValueOrDefault(component, [])
        .Where(p => file.Names.Any(n => n.StartsWith(p.Prefix, StringComparison.Ordinal)))
        .Select(p => ((string, bool)?)p)
        .FirstOrDefault();
}
