namespace CaToMe.Weights;

/// <summary>
/// An autoencoder that takes the place of a model's own: a diffusers folder (or a model's, of which it is a part), or one file in diffusers' layout or the
/// original one, with or without <c>first_stage_model.</c>.
/// </summary>
internal sealed class SeparateVae : IDisposable
{
    private const string Prefix = "first_stage_model.", Original = "encoder.down.0.block.0.norm1.weight",
        Diffusers = "encoder.down_blocks.0.resnets.0.norm1.weight", ConfigName = "config.json";

    private readonly TensorFiles files;

    private SeparateVae(string path, TensorFiles files, ModelConfig config)
    {
        (this.files, Config, Tensors) = (files, config, Named(files, config, path));
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
    }

    /// <summary>Its config; a single file has that of the model.</summary>
    internal ModelConfig Config { get; }

    /// <summary>Its tensors by diffusers' names.</summary>
    internal IStoredTensors Tensors { get; }

    /// <summary>The name of its file or folder.</summary>
    internal string Name { get; }

    /// <summary>The first ten digits of the SHA-256 of its files.</summary>
    internal string Hash => ModelHash.Short(files.Files);

    /// <summary>Opens an autoencoder; headers alone are read.</summary>
    /// <param name="path">A folder or a <c>.safetensors</c> file.</param>
    /// <param name="own">Gives the config of the model's own.</param>
    /// <exception cref="ModelException">It is missing, a pickle, or no autoencoder.</exception>
    internal static SeparateVae Open(string path, Func<ModelConfig> own)
    {
        if (PickleFiles.Is(path))
        {
            throw PickleFiles.RefusePart(path);
        }

        if (!Path.Exists(path))
        {
            throw new ModelException($"The VAE {path} does not exist. Give a .safetensors file or a diffusers folder.");
        }

        var folder = Path.Combine(path, "vae") is var part && Directory.Exists(part) ? part : path;
        var files = new TensorFiles(Directory.Exists(folder) ? WeightFiles.Find(folder) : WeightFiles.Single(path));
        try
        {
            var config = Path.Combine(folder, ConfigName);
            return new SeparateVae(path, files, File.Exists(config) ? ModelConfig.Read(config) : own());
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    public void Dispose() => files.Dispose();

    private static IStoredTensors Named(TensorFiles files, ModelConfig config, string path) =>
        files.ShapeOf(Diffusers) is not null ? OldVaeNames.Renamed(files)
        : files.ShapeOf(Prefix + Original) is not null ? new RenamedTensors(files, Prefix, LdmNames.Vae(config), keepOthers: false)
        : files.ShapeOf(Original) is not null ? new RenamedTensors(files, "", LdmNames.Vae(config), keepOthers: true)
        : throw new ModelException($"{path} is no VAE of Stable Diffusion: it has no tensor {Original} or {Diffusers}. Give an AutoencoderKL; TAESD is none.");
}
