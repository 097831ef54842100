using CaToMe.Models;
using CaToMe.Previews;
using CaToMe.Shell;

namespace CaToMe.Tool.Output;

/// <summary>The previews of a command's runs.</summary>
/// <param name="options">What was asked for.</param>
internal sealed class PreviewPlan(PreviewOptions options)
{
    private readonly OutputPattern? pattern = PreviewPattern.Parse(PreviewSettings.PreviewPath.Option!, options.PreviewPath);

    /// <summary>What a user of this terminal should know; null for nothing.</summary>
    internal string? Notice(Terminal terminal) => !options.AreOn || pattern is not null || terminal.ShowsPictures
        ? null
        : "Previews are shown in terminals with colours alone, and this is none: --preview-path writes them to a file.";

    /// <summary>Makes sure, before a model is loaded, that every preview has a place.</summary>
    /// <exception cref="CaToMeException">One has none.</exception>
    internal void Check(IReadOnlyList<PlannedRun> runs)
    {
        if (pattern?.AsksForModel == false)
        {
            foreach (var (index, run) in runs.Index())
            {
                Of(run, index, null).Validate();
            }
        }
    }

    /// <summary>The previews of one run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="index">Its number in the series, from 0.</param>
    /// <param name="model">The model, where it is known already.</param>
    /// <exception cref="OptionException">A picture of the run has the same file.</exception>
    internal PreviewOptions Of(PlannedRun run, int index, ModelInfo? model)
    {
        var path = pattern?.PathFor(run.Request, index + 1, model);
        return path is null || !run.Pictures.Any(picture => Path.GetFullPath(picture) == Path.GetFullPath(path))
            ? options with { PreviewPath = path }
            : throw new OptionException(PreviewSettings.PreviewPath.Name, path, "that is the picture's own file: choose another name.");
    }
}
