using System.CommandLine;
using CaToMe.Adapters;
using CaToMe.Models;
using CaToMe.Requests;

namespace CaToMe.Tool.Options;

/// <summary>The files of LoRA adapters, before a model is loaded.</summary>
internal static class LoraFiles
{
    /// <summary>Completes the names of the folder that the command line gives.</summary>
    internal static void Complete(Command command)
    {
        var folder = PipelineSettings.LoraFolder.Option!;
        command.Options.First(o => o.Name == RequestSettings.Lora.Option).CompletionSources.Add(context =>
            NamedFiles.Loras(context.ParseResult.GetValue<string>(folder)).Names.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
    }

    /// <summary>Looks for the adapters of a request's setting, so that a slip of the keyboard is told before a model is loaded.</summary>
    /// <exception cref="CaToMeException">There is no such file.</exception>
    internal static void Check(GenerationRequest request, PipelineOptions options)
    {
        foreach (var lora in LoraReference.ParseList(request.Lora) ?? [])
        {
            lora.FileIn(NamedFiles.Loras(options.LoraFolder));
        }
    }
}
