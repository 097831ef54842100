using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Commands;
using CaToMe.Models;
using CaToMe.Previews;
using CaToMe.Requests;
using CaToMe.Settings;
using CaToMe.Shell;

namespace CaToMe.Running;

/// <summary>The previews of a command: shown in the terminal, written to files, handed to a script.</summary>
internal sealed class PreviewDisplay
{
    private readonly PSCmdlet cmdlet;
    private readonly PreviewOptions options;
    private readonly OutputPattern? pattern;
    private readonly ScriptBlock? script;

    /// <param name="cmdlet">The cmdlet, whose parameters say what is asked for.</param>
    /// <param name="script">Is given each preview; null for none.</param>
    /// <exception cref="CaToMeException">A value is not accepted.</exception>
    internal PreviewDisplay(NewDiffusionImageCommand cmdlet, ScriptBlock? script)
    {
        (this.cmdlet, this.script) = (cmdlet, script);
        var errors = new OptionErrors();
        var given = ParameterValues.Apply(cmdlet, new PreviewOptions(), PreviewSettings.All, errors);
        options = given.Decoder is { Length: > 0 } file
            ? given with { Preview = PreviewOptions.Taesd + FileSystemPath.Resolve(cmdlet, file), PreviewPath = null }
            : given with { PreviewPath = null };
        errors.Try(options.Validate);
        errors.ThrowIfAny();
        pattern = PreviewPattern.Parse(PreviewSettings.PreviewPath.Name, given.PreviewPath is { } path ? FileSystemPath.ResolvePattern(cmdlet, path) : null);
        foreach (var notice in PreviewSettings.All.WithoutEffect(given, s => cmdlet.MyInvocation.BoundParameters.ContainsKey(s.Name), s => s.Name))
        {
            cmdlet.WriteWarning(notice);
        }
    }

    /// <summary>The previews of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="index">The number of its first picture in the series, from 1.</param>
    /// <param name="model">The model.</param>
    internal PreviewOptions Of(GenerationRequest request, int index, ModelInfo model) => options with { PreviewPath = pattern?.PathFor(request, index, model) };

    /// <summary>Shows the previews of a report, where it has some.</summary>
    internal void Show(GenerationRequest request, GenerationProgress progress)
    {
        if (progress.Previews is [var first, ..])
        {
            TerminalPreview.ShowEnlarged(cmdlet.Host, first);
            script?.Invoke(new DiffusionPreview(request, progress, first));
        }
    }
}
