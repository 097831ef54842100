using CaToMe.Requests;

namespace CaToMe.Studies;

/// <summary>One picture of a study: what decided it, where it lies and what it took.</summary>
public sealed record StudyRow
{
    /// <summary>Hash of everything that decides the picture: 16 hexadecimal digits.</summary>
    public required string Item { get; init; }

    /// <summary>Short name of the setting.</summary>
    public required string Setting { get; init; }

    /// <summary>The prompt.</summary>
    public required string Prompt { get; init; }

    /// <summary>The negative prompt; empty without one.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>Seed of the noise.</summary>
    public required long Seed { get; init; }

    /// <summary>The sampler.</summary>
    public required string Sampler { get; init; }

    /// <summary>Sampling steps.</summary>
    public required int Steps { get; init; }

    /// <summary>The noise schedule; null for the sampler's own.</summary>
    public string? Schedule { get; init; }

    /// <summary>Scale of classifier-free guidance.</summary>
    public required double GuidanceScale { get; init; }

    /// <summary>Width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Merging in its text notation, or "none".</summary>
    public string Merge { get; init; } = "none";

    /// <summary>The recipe; null without one.</summary>
    public string? Recipe { get; init; }

    /// <summary>Element type of the weights.</summary>
    public required string Dtype { get; init; }

    /// <summary>The device.</summary>
    public required string Device { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The model's hash; null where it is not known.</summary>
    public string? ModelHash { get; init; }

    /// <summary>The picture's path, relative to the study's folder.</summary>
    public required string Picture { get; init; }

    /// <summary>Time of sampling in seconds.</summary>
    public double SamplingSeconds { get; init; }

    /// <summary>Time of the rest in seconds: the prompt and decoding.</summary>
    public double DecodingSeconds { get; init; }

    /// <summary>Time of the whole run in seconds.</summary>
    public double TotalSeconds { get; init; }

    /// <summary>Share of the tokens that were merged in the blocks that took part, 0 to 1.</summary>
    public double MergedShare { get; init; }

    /// <summary>When the picture was finished, in UTC.</summary>
    public required DateTime Finished { get; init; }

    internal static StudyRow Of(StudyItem item, GenerationResult result)
    {
        var (request, model) = (result.Request, result.Model);
        return new StudyRow
        {
            Item = item.Hash,
            Setting = item.Setting.Name,
            Prompt = request.Prompt,
            NegativePrompt = request.NegativePrompt,
            Seed = request.Seed,
            Sampler = request.Sampler!,
            Steps = request.Steps,
            Schedule = request.Schedule?.Name,
            GuidanceScale = request.GuidanceScale!.Value,
            Width = request.Width!.Value,
            Height = request.Height!.Value,
            Merge = request.Merge.ToString(),
            Recipe = item.Setting.Values.GetValueOrDefault(StudySetting.RecipeKey),
            Dtype = model.Dtype,
            Device = model.Device,
            Model = model.Name,
            ModelHash = model.Hash,
            Picture = item.Picture,
            SamplingSeconds = result.SamplingTime.TotalSeconds,
            DecodingSeconds = (result.Elapsed - result.SamplingTime).TotalSeconds,
            TotalSeconds = result.Elapsed.TotalSeconds,
            MergedShare = result.Statistics.MergedShare,
            Finished = DateTime.UtcNow,
        };
    }
}
