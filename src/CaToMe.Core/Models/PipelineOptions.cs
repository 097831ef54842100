namespace CaToMe.Models;

/// <summary>How a model is loaded.</summary>
public sealed record PipelineOptions
{
    /// <summary>What <see cref="Prediction"/> accepts.</summary>
    public static IReadOnlyList<string> Predictions { get; } = ["epsilon", "v_prediction", "sample"];

    /// <summary>What <see cref="TimestepSpacing"/> accepts.</summary>
    public static IReadOnlyList<string> TimestepSpacings { get; } = ["leading", "trailing", "linspace"];

    /// <summary><c>auto</c> (CUDA where there is one), <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>. Default auto.</summary>
    public string Device { get; init; } = "auto";

    /// <summary><c>auto</c> (float32 on a CPU, float16 on CUDA), <c>float32</c>, <c>bfloat16</c> or <c>float16</c>. Default auto.</summary>
    public string Dtype { get; init; } = "auto";

    /// <summary>
    /// For a single file whose geometry is not a published one: a diffusers folder whose config files apply. Null: the
    /// geometry is told from the file.
    /// </summary>
    public string? ConfigFolder { get; init; }

    /// <summary>
    /// CPU threads to compute with, from 1; libtorch has one number for the whole process. Null: as many as there are cores. The same
    /// number gives the same picture to the bit; another may differ in the last digits.
    /// </summary>
    public int? Threads { get; init; }

    /// <summary>What the U-Net predicts: <c>epsilon</c>, <c>v_prediction</c> or <c>sample</c>. Null: what the model's files say, or its weights.</summary>
    public string? Prediction { get; init; }

    /// <summary>
    /// Which training timesteps a run visits: <c>leading</c>, <c>trailing</c> (distilled models such as Turbo and Lightning) or
    /// <c>linspace</c>. Null: what the model's files say, or the sampler's own.
    /// </summary>
    public string? TimestepSpacing { get; init; }

    /// <summary>
    /// An autoencoder in the place of the model's own: a diffusers folder or a <c>.safetensors</c> file. A single file without one needs it. Null: the model's.
    /// </summary>
    public string? Vae { get; init; }

    /// <summary>The folder in which LoRA files are found by name, and in its subfolders. Null: they are given by path.</summary>
    public string? LoraFolder { get; init; }

    /// <summary>
    /// Textual inversion embeddings: a <c>.safetensors</c> file, or a folder of them. A file's name without its ending is the word that calls it in
    /// prompts. Null: none.
    /// </summary>
    public string? Embeddings { get; init; }

    /// <summary>The folder of <c>NAME.txt</c> files, a line of which takes the place of <c>__NAME__</c> in web UI prompts. Null: none.</summary>
    public string? WildcardFolder { get; init; }
}
