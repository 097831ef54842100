using System.Text.RegularExpressions;
using CaToMe.Adapters;
using CaToMe.Conditioning;
using CaToMe.Models;
using CaToMe.Requests;

namespace CaToMe;

/// <summary>A request's prompts as they are meant: their wildcards drawn, the adapters they name taken out, and what is encoded at each step.</summary>
internal sealed partial class PromptReading
{
    private readonly int settings; // of the adapters, the first are those of the setting

    private PromptReading(GenerationRequest request, IReadOnlyList<(string Prompt, string Negative)> steps, IReadOnlyList<LoraReference> loras)
    {
        settings = LoraReference.ParseList(request.Lora)!.Count;
        Request = request;
        Distinct = [.. steps.Distinct()];
        OfStep = [.. steps.Select(s => Distinct.ToList().IndexOf(s))];
        Loras = loras;
    }

    /// <summary>The request with its wildcards drawn: it repeats the picture without their files.</summary>
    internal GenerationRequest Request { get; }

    /// <summary>The pairs of prompts that the run has, each once.</summary>
    internal IReadOnlyList<(string Prompt, string Negative)> Distinct { get; }

    /// <summary>Which of them each step has.</summary>
    internal IReadOnlyList<int> OfStep { get; }

    /// <summary>The adapters of the prompt and of the setting.</summary>
    internal IReadOnlyList<LoraReference> Loras { get; }

    /// <summary>What the user should know.</summary>
    internal List<string> Warnings { get; } = [];

    /// <summary>Reads a request's prompts.</summary>
    /// <exception cref="CaToMeException">A wildcard or a tag cannot be used.</exception>
    internal static PromptReading Of(GenerationRequest request, NamedFiles wildcards)
    {
        var set = LoraReference.ParseList(request.Lora)!;
        if (request.PromptSyntax == PromptSyntax.Plain)
        {
            var plain = new PromptReading(request, [.. Enumerable.Repeat((request.Prompt, request.NegativePrompt), request.Steps)], set);
            plain.Warnings.AddRange(new[] { request.Prompt, request.NegativePrompt }.Select(p => Notation().Match(p)).Where(m => m.Success).Take(1).Select(m =>
                $"\"{OptionException.Quote(m.Value)}\" is read as plain text, as every prompt is by default: "
                + "PromptSyntax webui reads it as the web UI does."));
            return plain;
        }

        var random = new Random(unchecked((int)(request.Seed ^ (request.Seed >> 32))));
        var drawn = request with
        {
            Prompt = WebUiTags.Expand(request.Prompt, wildcards, random),
            NegativePrompt = WebUiTags.Expand(request.NegativePrompt, wildcards, random),
        };
        var warnings = new List<string>();
        var (prompt, loras) = WebUiTags.Take(drawn.Prompt, warnings);
        var (negative, ofNegative) = WebUiTags.Take(drawn.NegativePrompt, warnings);
        if (ofNegative.Count > 0)
        {
            warnings.Add($"<lora:{ofNegative[0]}> has no effect in the negative prompt: an adapter changes the whole model. Put it into the prompt.");
        }

        var steps = PromptTimeline.Of(prompt, request.Steps).Zip(PromptTimeline.Of(negative, request.Steps));
        var reading = new PromptReading(drawn, [.. steps], [.. set, .. loras]);
        reading.Warnings.AddRange(warnings);
        return reading;
    }

    /// <summary>The adapters' files: a name's in the folder; the setting alone may give a path.</summary>
    /// <exception cref="CaToMeException">There is no such file.</exception>
    internal IReadOnlyList<(string Name, string Path, double Weight)> Files(LoadedModel model) =>
    [
        .. Loras.Select((lora, i) => (File: i < settings ? lora.FileIn(model.Loras) : (lora.Name, model.Loras.Find(lora.Name)), lora.Weight))
            .Select(l => (l.File.Name, l.File.Item2, l.Weight)),
    ];

    /// <summary>What nobody writes who means plain text.</summary>
    [GeneratedRegex(@"\([^()]*:\s*[.\d]+\s*\)|\(\([^()]+\)\)|\[[^\[\]]*(?:\||:[.\d]+)[^\[\]]*\]|<lora:[^<>]*>|\bBREAK\b")]
    private static partial Regex Notation();
}
