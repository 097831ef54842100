using System.Text.Json;

namespace CaToMe.Weights;

/// <summary>
/// What a model is loaded through: its configs and weights by component (<c>unet</c>, <c>vae</c>, <c>text_encoder</c> and, in
/// SDXL, <c>text_encoder_2</c>), under the names of diffusers and transformers, whether they come from a diffusers folder or from
/// one file in LDM layout. Safetensors only. Files are opened when they are first asked for. Not for several threads at once.
/// </summary>
internal abstract class ModelFiles : IDisposable
{
    private readonly Lazy<string> hash;

    private protected ModelFiles(string path, ModelConfigs configs)
    {
        Path = path;
        Configs = configs;
        hash = new Lazy<string>(ComputeHash);
    }

    /// <summary>The folder or file, as it was given.</summary>
    public string Path { get; }

    /// <summary>The folder's name, or the file's without its extension; in the cache of the Hugging Face hub, the name that the hub has for it.</summary>
    public string Name => NameOf(Path);

    /// <summary>The family, told by the U-Net's config.</summary>
    /// <exception cref="ModelException">The config is missing or not valid.</exception>
    public ModelFamily Family => ModelFamilies.Of(Configs.Of("unet"));

    internal ModelConfigs Configs { get; }

    /// <summary>The safetensors files whose hash is the model's.</summary>
    private protected abstract IReadOnlyList<string> HashedFiles { get; }

    /// <summary>Opens a model. Nothing but names and headers is read.</summary>
    /// <param name="path">
    /// A diffusers folder, a model's folder in the cache of the Hugging Face hub (<c>models--OWNER--NAME</c>), or one
    /// <c>.safetensors</c> file in LDM layout.
    /// </param>
    /// <param name="configFolder">
    /// A diffusers folder whose config files and tokenizers apply, as a single file needs it that is not of a published geometry.
    /// Null: the folder's own, or the published ones.
    /// </param>
    /// <exception cref="ModelException">There is no such model, it is a pickle file, or a single file's geometry is unknown.</exception>
    public static ModelFiles Open(string path, string? configFolder = null)
    {
        if (configFolder is not null && !Directory.Exists(configFolder))
        {
            throw new ModelException(
                $"The config folder {configFolder} does not exist. Give a diffusers folder: its config files are read, its weights are not needed.");
        }

        var configs = configFolder is null ? null : new ConfigFolder(HubCache.SnapshotOf(configFolder));
        return Directory.Exists(path) ? new DiffusersFolder(path, configs)
            : !File.Exists(path) ? throw new ModelException($"The model {path} does not exist. Give a diffusers folder or a .safetensors file.")
            : PickleFiles.Is(path) ? throw PickleFiles.RefuseFile(path)
            : LdmCheckpoint.Open(path, configs, configFolder is null ? null : HubCache.SnapshotOf(configFolder));
    }

    /// <summary>What a model at a path is called.</summary>
    /// <param name="path">A folder or file.</param>
    /// <returns>As <see cref="Name"/>.</returns>
    public static string NameOf(string path) =>
        File.Exists(path) ? System.IO.Path.GetFileNameWithoutExtension(path)
        : HubCache.NameOf(path) ?? System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));

    /// <summary>Whether the model has a component.</summary>
    /// <param name="component">Its name, such as <c>text_encoder_2</c>.</param>
    public abstract bool Has(string component);

    /// <summary>The config of a component, of <c>scheduler</c>, or of <c>model_index</c> (an empty object where a folder has none).</summary>
    /// <param name="component">Its name.</param>
    /// <exception cref="ModelException">The config is missing or not valid.</exception>
    public JsonElement Config(string component) => Configs.Of(component).Root;

    /// <summary>The weights of a component; they live as long as this instance.</summary>
    /// <param name="component">Its name.</param>
    /// <exception cref="ModelException">The component is missing, or its files are not valid.</exception>
    public ITensorSource Weights(string component) => Stored(component);

    /// <summary>The folder of a tokenizer, or null: then it is OpenAI's, padded with <see cref="PadToken"/>.</summary>
    /// <param name="tokenizer"><c>tokenizer</c> or <c>tokenizer_2</c>.</param>
    public string? TokenizerFolder(string tokenizer) => Configs.TokenizerFolder(tokenizer);

    /// <summary>What pads a prompt in the published models of this family: <c>!</c> for OpenCLIP's encoders, else the end token.</summary>
    /// <param name="tokenizer"><c>tokenizer</c> or <c>tokenizer_2</c>.</param>
    public string PadToken(string tokenizer) =>
        tokenizer == "tokenizer_2" || Family == ModelFamily.StableDiffusion2 ? "!" : "<|endoftext|>";

    /// <summary>
    /// The first ten hexadecimal digits of the SHA-256 of the single file, or of the U-Net's weights (its shards one after
    /// another). Reads them whole, once.
    /// </summary>
    /// <exception cref="ModelException">A file cannot be read.</exception>
    public string Hash() => hash.Value;

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Components that come from another place, in words; empty where there are none.</summary>
    internal virtual IReadOnlyList<string> Borrowed => [];

    /// <inheritdoc cref="Weights"/>
    internal abstract IStoredTensors Stored(string component);

    /// <summary>Closes the files.</summary>
    /// <param name="disposing">Always true: there is no finalizer.</param>
    private protected abstract void Dispose(bool disposing);

    private string ComputeHash()
    {
        try
        {
            return ModelHash.Short(HashedFiles);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"The weights of {Path} cannot be read: {e.Message}", e);
        }
    }
}
