using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Requests;

namespace CaToMe.Studies;

/// <summary>One picture of a study: what decided it, where it lies and what it took.</summary>
public sealed record StudyRow
{
    /// <summary>Hash of everything that decides the picture: 16 hexadecimal digits.</summary>
    public required string Item { get; init; }

    /// <summary>Short name of the setting.</summary>
    public required string Setting { get; init; }

    /// <summary>
    /// What the setting asked for, in one spelling: every value that is not the default, a recipe's among them, by its key in a study's file. Such as
    /// <c>steps: 12, merge: "catome:0.9"</c>. Empty where it asked for nothing.
    /// </summary>
    public string Values { get; init; } = "";

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

    /// <summary>Time of sampling in seconds; null where it is not known.</summary>
    public double? SamplingSeconds { get; init; }

    /// <summary>Time of the rest in seconds, the prompt and decoding; null where it is not known.</summary>
    public double? DecodingSeconds { get; init; }

    /// <summary>Time of the whole run in seconds.</summary>
    public double TotalSeconds { get; init; }

    /// <summary>Share of the tokens that were merged in the blocks that took part, 0 to 1.</summary>
    public double MergedShare { get; init; }

    /// <summary>When the picture was finished, in UTC.</summary>
    public required DateTime Finished { get; init; }

    /// <summary>What a picture has in common with those it can be compared with.</summary>
    internal (string Prompt, long Seed, int Width, int Height, string Model) Pair => (Prompt, Seed, Width, Height, Model);

    /// <summary>Whether the others are compared with it.</summary>
    internal bool IsBaseline => Setting == StudySetting.Baseline;

    internal static StudyRow Of(StudyItem item, GenerationResult result) => Of(item, ImageMetadata.Of(result), result.SamplingTime, DateTime.UtcNow);

    /// <summary>The row of a picture that was drawn.</summary>
    /// <param name="item">The item.</param>
    /// <param name="drawn">What its file says, all of it known.</param>
    /// <param name="sampling">The time of sampling; null where it is not known.</param>
    /// <param name="finished">When it was finished.</param>
    internal static StudyRow Of(StudyItem item, ImageMetadata drawn, TimeSpan? sampling, DateTime finished)
    {
        var (request, elapsed) = (drawn.Request, drawn.Elapsed!.Value);
        return new StudyRow
        {
            Item = item.Hash,
            Setting = item.Setting.Name,
            Values = item.Setting.Asked,
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
            Dtype = drawn.Dtype!,
            Device = drawn.Device!,
            Model = drawn.ModelName!,
            ModelHash = drawn.ModelHash,
            Picture = item.Picture,
            SamplingSeconds = sampling?.TotalSeconds,
            DecodingSeconds = (elapsed - sampling)?.TotalSeconds,
            TotalSeconds = elapsed.TotalSeconds,
            MergedShare = drawn.MergedShare ?? 0,
            Finished = finished,
        };
    }

    /// <summary>What the picture's file says, as far as a row does.</summary>
    /// <exception cref="CaToMeException">A value is not accepted.</exception>
    internal ImageMetadata ToMetadata()
    {
        var asked = AskedValues.Read(new GenerationRequest { Prompt = Prompt, Seed = Seed }, Values) with
        {
            NegativePrompt = NegativePrompt, Sampler = Sampler, Steps = Steps, GuidanceScale = GuidanceScale, Width = Width, Height = Height,
            Merge = MergeOptions.Parse(Merge),
        };
        return new ImageMetadata
        {
            Request = Schedule is null ? asked : RequestSettings.Schedule.Read(asked, Schedule),
            ModelName = Model,
            ModelHash = ModelHash,
            Device = Device,
            Dtype = Dtype,
            Elapsed = Duration.OfSeconds(TotalSeconds),
            MergedShare = MergedShare,
            IsExact = true,
        };
    }
}
