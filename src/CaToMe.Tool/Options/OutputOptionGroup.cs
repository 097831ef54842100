using System.CommandLine;
using CaToMe.Requests;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Options;

/// <summary>Where results go.</summary>
internal sealed class OutputOptionGroup : OptionGroup
{
    private readonly Option<string?> destination, latents;
    private readonly Option<bool> force, json;

    internal OutputOptionGroup() : base("Output")
    {
        destination = Add(OptionTypes.Text("--out", "PATH",
            "A .png file, a folder, or a pattern with {prompt}, {seed} and {index} (1, 2, ...). "
            + "Default: catome-{seed}.png in the current folder."));
        latents = Add(OptionTypes.Text("--save-latents", "FILE.safetensors",
            "Keep the final latents too, [batch, 4, height / 8, width / 8], as the tensor latents. May be a pattern."));
        force = Add(Force());
        json = Add(Json("One JSON object per picture on standard output, everything else on standard error."));
    }

    internal static Option<bool> Force() => OptionTypes.Switch(
        "--force", "Replace existing files. Without it they are an error, and one that appears during the drawing is kept: the picture gets a number.");

    internal static Option<bool> Json(string description) => OptionTypes.Switch("--json", description);

    internal bool WantsJson(ParseResult parsed) => parsed.GetValue(json);

    /// <summary>Writes them.</summary>
    internal PictureFiles Files(ParseResult parsed, Terminal terminal) => new(terminal, parsed.GetValue(force));

    /// <summary>The files of each run, all free to be written.</summary>
    /// <exception cref="CaToMeException">Two would have the same name, one exists, a folder cannot be written.</exception>
    internal IReadOnlyList<PlannedRun> Plan(ParseResult parsed, IReadOnlyList<GenerationRequest> requests)
    {
        var replace = parsed.GetValue(force);
        var pattern = OutputPlan.Parse(destination.Name, parsed.GetValue(destination), "catome-{seed}.png");
        var pictures = pattern.NamesFor([.. requests.SelectMany(r => Enumerable.Repeat(r, r.Batch))]);
        pattern.EnsureWritable(pictures, replace);

        IReadOnlyList<string?> latentFiles = new string?[requests.Count];
        if (parsed.GetValue(latents) is { } given)
        {
            var latentPattern = OutputPlan.Parse(latents.Name, given, "catome-{seed}.safetensors");
            var names = latentPattern.NamesFor(requests);
            latentPattern.EnsureWritable(names, replace);
            latentFiles = names;
        }

        var first = 0;
        return [.. requests.Zip(latentFiles, (request, latent) =>
        {
            var run = new PlannedRun(request, [.. pictures.Skip(first).Take(request.Batch)], latent);
            first += request.Batch;
            return run;
        })];
    }
}
