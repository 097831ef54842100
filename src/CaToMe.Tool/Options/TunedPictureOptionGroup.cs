using System.CommandLine;
using CaToMe.Requests;

namespace CaToMe.Tool.Options;

/// <summary>What is fixed while recipes are looked for.</summary>
internal sealed class TunedPictureOptionGroup : OptionGroup
{
    internal TunedPictureOptionGroup() : base("Picture") => AddSettings(
        [RequestSettings.NegativePrompt, RequestSettings.Seed, RequestSettings.Width, RequestSettings.Height, RequestSettings.GuidanceScale]);

    /// <summary>The request, checked.</summary>
    internal GenerationRequest Read(ParseResult parsed) => Read(parsed, new GenerationRequest { Prompt = "" }, r => r.Validate());
}
