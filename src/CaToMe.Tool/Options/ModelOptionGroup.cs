using System.CommandLine;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Options;

/// <summary>Which model, and on what it runs.</summary>
internal sealed class ModelOptionGroup : OptionGroup
{
    private readonly Option<string?> model, config, device, dtype, prediction, spacing;

    internal ModelOptionGroup() : base("Model")
    {
        model = Add(OptionTypes.Text("--model", "PATH",
            "A diffusers folder, a model's folder in the cache of the Hugging Face hub, or a single .safetensors file of SD 1.x, SD 2.x or SDXL. " +
            "Default: the embedded model, which draws simple icons."));
        config = Add(Config());
        device = Add(OptionTypes.Text("--device", "auto|cpu|cuda|cuda:N", "Where to compute. Default: auto, the first GPU that CUDA knows, else the CPU.", "auto", "cpu", "cuda", "cuda:0"));
        dtype = Add(OptionTypes.Choice("--dtype", "auto|float32|bfloat16|float16", "Floating-point type. Default: auto, float32 on the CPU and float16 on a GPU.", ["auto", "float32", "bfloat16", "float16"]));
        prediction = Add(OptionTypes.Choice(
            "--prediction", "epsilon|v_prediction|sample",
            "What the model predicts, where a single file does not say it rightly. Default: the model's.", PipelineOptions.Predictions));
        spacing = Add(OptionTypes.Choice(
            "--timestep-spacing", "leading|trailing|linspace",
            "Which timesteps are visited: trailing for Turbo, Lightning and other distilled models. Default: the model's.", PipelineOptions.TimestepSpacings));
    }

    internal static Option<string?> Config() =>
        OptionTypes.Text("--config", "FOLDER", "For a single file of an unusual geometry: the diffusers folder whose config files apply.");

    internal DiffusionPipeline Load(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var defaults = new PipelineOptions();
        var options = defaults with
        {
            ConfigFolder = parsed.GetValue(config),
            Device = parsed.GetValue(device) ?? defaults.Device,
            Dtype = parsed.GetValue(dtype) ?? defaults.Dtype,
            Prediction = parsed.GetValue(prediction),
            TimestepSpacing = parsed.GetValue(spacing),
        };
        var path = parsed.GetValue(model);
        var pipeline = terminal.Wait($"Loading {path ?? "the embedded model"}", () => DiffusionPipeline.Load(path, options, cancellationToken));
        terminal.Say($"{pipeline.Model.Name}: {pipeline.Model.Family}, {pipeline.Model.Device}, {pipeline.Model.Dtype}");
        return pipeline;
    }
}
