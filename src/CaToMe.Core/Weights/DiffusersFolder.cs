namespace CaToMe.Weights;

/// <summary>A model as diffusers saves it: a folder for each component, with a config file and weights.</summary>
internal sealed class DiffusersFolder : ModelFiles
{
    private readonly string folder;
    private readonly Dictionary<string, TensorFiles> opened = new(StringComparer.Ordinal);

    internal DiffusersFolder(string path, ModelConfigs? configs) : this(path, HubCache.SnapshotOf(path), configs)
    {
    }

    private DiffusersFolder(string path, string folder, ModelConfigs? configs) : base(path, configs ?? new ConfigFolder(folder))
    {
        this.folder = folder;
        if (!Has("unet"))
        {
            var file = Directory.EnumerateFiles(folder, "*.safetensors").Order(StringComparer.Ordinal).FirstOrDefault();
            throw new ModelException(
                $"{folder} is not a Stable Diffusion model: it has no folder unet. A model folder has model_index.json and the folders unet, vae, " +
                "text_encoder, tokenizer and scheduler (SDXL also text_encoder_2 and tokenizer_2)." +
                (file is null ? "" : $" If {System.IO.Path.GetFileName(file)} is the model, give the file."));
        }
    }

    private protected override IReadOnlyList<string> HashedFiles => Find("unet").Paths;

    public override bool Has(string component) => Directory.Exists(System.IO.Path.Combine(folder, component));

    /// <summary>Where a component's weights are.</summary>
    internal WeightFiles Find(string component) => WeightFiles.Find(System.IO.Path.Combine(folder, component));

    internal override IStoredTensors Stored(string component)
    {
        if (!opened.TryGetValue(component, out var files))
        {
            opened[component] = files = new TensorFiles(Find(component));
        }

        return component == "vae" ? OldVaeNames.Renamed(files) : files;
    }

    private protected override void Dispose(bool disposing)
    {
        foreach (var files in opened.Values)
        {
            files.Dispose();
        }
    }
}
