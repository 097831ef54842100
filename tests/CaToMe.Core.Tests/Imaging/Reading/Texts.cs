using CaToMe.Imaging;

namespace CaToMe.Tests.Imaging.Reading;

/// <summary>Reading of texts as pictures carry them.</summary>
internal static class Texts
{
    internal static ImageMetadata Read(params (string Keyword, string Text)[] texts) => ImageMetadata.Parse(texts.ToDictionary(t => t.Keyword, t => t.Text), "a.png");

    internal static string Refusal(params (string Keyword, string Text)[] texts) => Assert.Throws<CaToMeException>(() => Read(texts)).Message;

    /// <summary>What a test says of settings, in one line.</summary>
    internal static string Summary(this ImageMetadata read) => FormattableString.Invariant(
        $"{read.Request.Prompt} | {read.Request.NegativePrompt} | {(read.States("Steps") ? read.Request.Steps : "?")} {read.Request.Sampler ?? "?"} {read.Request.GuidanceScale} {(read.States("Seed") ? read.Request.Seed : "?")} {read.Request.Width}x{read.Request.Height} {read.Request.ClipSkip ?? 0}");
}
