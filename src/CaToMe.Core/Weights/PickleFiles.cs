namespace CaToMe.Weights;

/// <summary>PyTorch's older checkpoints, which are never opened: loading pickle runs whatever code the file holds.</summary>
internal static class PickleFiles
{
    private const string Reason = "loading pickle runs whatever code the file holds: it is refused.";

    private static readonly string[] Extensions = [".bin", ".ckpt", ".pt", ".pth", ".pkl"];

    internal static bool Is(string path) => Extensions.Contains(System.IO.Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>The refusal of a file that is a whole model.</summary>
    internal static ModelException RefuseFile(string path) => new(
        $"{path} is a pickle file, and {Reason} Download the model's .safetensors version, " +
        "or convert it where you trust it: python convert_original_stable_diffusion_to_diffusers.py (in diffusers' scripts folder) " +
        $"--checkpoint_path \"{path}\" --to_safetensors --dump_path FOLDER.");

    /// <summary>The refusal of a file that is a part beside a model: an adapter, an autoencoder, a ControlNet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="instead">What to do.</param>
    internal static ModelException RefusePart(string path, string instead = "Download the .safetensors version.") =>
        new($"{path} is a pickle file, and {Reason} {instead}");

    /// <summary>The refusal of a component that has nothing else.</summary>
    internal static ModelException RefuseFolder(string folder, string file) => new(
        $"{folder} has its weights as pickle only ({file}), and {Reason} Download the model's .safetensors version, " +
        "or convert it where you trust it, in Python: " +
        "diffusers.DiffusionPipeline.from_pretrained(\"MODEL\").save_pretrained(\"FOLDER\", safe_serialization=True).");
}
