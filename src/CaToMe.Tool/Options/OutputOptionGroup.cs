using System.CommandLine;
using System.Globalization;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Shell;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Options;

/// <summary>Where results go.</summary>
internal sealed class OutputOptionGroup : OptionGroup
{
    private const string JsonName = "--json";
    private readonly Option<string?> destination, latents;
    private readonly Option<bool> force, json;

    internal OutputOptionGroup() : base("Output")
    {
        destination = Add(OptionTypes.Text("--out", "PATH",
            $"A .png file, a folder, a pattern with {OutputPlaceholder.Listed}, or - for standard output. "
            + "Default: catome-{seed}.png in the current folder, with a number where that exists.",
            "-o", "--output"));
        latents = Add(OptionTypes.Text("--save-latents", "FILE.safetensors",
            "Keep the final latents too, [batch, 4, height / 8, width / 8], as the tensor latents. May be a pattern."));
        force = Add(Force());
        json = Add(Json("One JSON object per picture on standard output, everything else on standard error."));
    }

    internal static Option<bool> Force() => OptionTypes.Switch(
        "--force", "Replace existing files. Without it a file that was named is an error where it exists, and default names get a number.");

    internal static Option<bool> Json(string description) => OptionTypes.Switch(JsonName, description);

    /// <summary>Whether a command line asks for records.</summary>
    internal static bool IsJson(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.FirstOrDefault(o => o.Name == JsonName) is Option<bool> option && parsed.GetValue(option);

    internal bool WantsJson(ParseResult parsed) => parsed.GetValue(json);

    /// <summary>Writes them.</summary>
    internal PictureFiles Files(ParseResult parsed, Terminal terminal) => new(terminal, parsed.GetValue(force));

    /// <summary>The files of each run, all free to be written.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="requests">The runs.</param>
    /// <param name="model">The model, which names may tell of; null while it is not loaded.</param>
    /// <exception cref="CaToMeException">Two would have the same name, one exists, a folder cannot be written.</exception>
    internal IReadOnlyList<PlannedRun> Plan(ParseResult parsed, IReadOnlyList<GenerationRequest> requests, ModelInfo? model = null)
    {
        var replace = parsed.GetValue(force);
        var drawn = requests.SelectMany(r => Enumerable.Repeat(r, r.Batch)).ToList();
        var pictures = parsed.GetValue(destination) == PictureFiles.StandardOutput
            ? ToStandardOutput(parsed, drawn.Count)
            : PicturePlan(parsed).FilesFor(drawn, replace, model);

        IReadOnlyList<string?> latentFiles = new string?[requests.Count];
        if (parsed.GetValue(latents) is { } given)
        {
            latentFiles = OutputPlan.Parse(latents.Name, given, "catome-{seed}.safetensors").FilesFor(requests, replace, model);
        }

        var first = 0;
        return [.. requests.Zip(latentFiles, (request, latent) =>
        {
            var run = new PlannedRun(request, [.. pictures.Skip(first).Take(request.Batch)], latent);
            first += request.Batch;
            return run;
        })];
    }

    /// <summary>Whether names depend on the model, so that they are chosen when it is loaded.</summary>
    internal bool AsksForModel(ParseResult parsed) => parsed.GetValue(destination) != PictureFiles.StandardOutput && PicturePlan(parsed).AsksForModel;

    private OutputPlan PicturePlan(ParseResult parsed) => OutputPlan.Parse(destination.Name, parsed.GetValue(destination), "catome-{seed}.png");

    private string[] ToStandardOutput(ParseResult parsed, int pictures) =>
        WantsJson(parsed) ? throw new OptionException(destination.Name, PictureFiles.StandardOutput, "standard output has the records of --json: give a file.")
        : pictures > 1 ? throw new OptionException(
            destination.Name, PictureFiles.StandardOutput,
            string.Create(CultureInfo.InvariantCulture, $"standard output takes one picture, and there are {pictures}: give a folder."))
        : !Console.IsOutputRedirected ? throw new OptionException(
            destination.Name, PictureFiles.StandardOutput, "standard output is a terminal: redirect it, as in --out - > picture.png.")
        : [PictureFiles.StandardOutput];
}
