using System.Globalization;
using CaToMe.Imaging;

namespace CaToMe.Tests.Imaging.Reading;

/// <summary>Reading of texts as pictures carry them.</summary>
internal static class Texts
{
    internal static ImageMetadata Read(params (string Keyword, string Text)[] texts) =>
        ImageMetadata.Parse(texts.ToDictionary(t => t.Keyword, t => t.Text), "a.png");

    internal static string Refusal(params (string Keyword, string Text)[] texts) => Assert.Throws<CaToMeException>(() => Read(texts)).Message;

    /// <summary>What a test says of settings, in one line.</summary>
    internal static string Summary(this ImageMetadata read)
    {
        var request = read.Request;
        object steps = read.States("Steps") ? request.Steps : "?", seed = read.States("Seed") ? request.Seed : "?";
        return string.Create(CultureInfo.InvariantCulture,
            $"{request.Prompt} | {request.NegativePrompt} | {steps} {request.Sampler ?? "?"} {request.GuidanceScale} {seed} "
            + $"{request.Width}x{request.Height} {request.ClipSkip ?? 0}");
    }
}
