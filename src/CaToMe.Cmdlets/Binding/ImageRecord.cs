using System.Management.Automation;
using CaToMe.Commands;
using CaToMe.Errors;
using CaToMe.Merging;
using CaToMe.Models;

namespace CaToMe.Binding;

/// <summary>One record of New-DiffusionImage: the parameters as the command line and the piped object set them, made into requests.</summary>
/// <param name="command">The cmdlet, bound to the record.</param>
/// <param name="binder">Knows what the command line gave.</param>
internal sealed class ImageRecord(NewDiffusionImageCommand command, RecordBinder binder)
{
    private string[]? prompts;
    private long? seed;
    private MergeOptions? merge;

    /// <summary>The model that draws; null is the embedded one.</summary>
    internal ModelReference? Model { get; private set; }

    /// <summary>Takes in the piped object.</summary>
    /// <exception cref="CommandException">It cannot be read.</exception>
    internal void Bind(PSObject? record)
    {
        if (record is not null)
        {
            foreach (var key in binder.Bind(record))
            {
                command.WriteWarning($"{key} is no setting of New-DiffusionImage and has no effect.");
            }
        }

        (prompts, seed, merge) = (command.Prompt, command.Seed, command.Merge);
        Model = command.Model is { Model: null, NameOrPath: null or "" } ? null : command.Model;
        switch (record?.BaseObject)
        {
            case string text when !binder.IsFixed(nameof(command.Prompt)):
                prompts ??= [text];
                break;
            case MergeOptions options:
                // Its Seed is that of random destinations, and PowerShell has bound it by its name.
                merge = binder.IsFixed(nameof(command.Merge)) ? merge : options;
                seed = binder.IsFixed(nameof(command.Seed)) ? seed : null;
                break;
            case DiffusionModel model:
                Model ??= new ModelReference(model);
                break;
            case int or long or short or byte or uint or ushort or sbyte when prompts is not null:
                seed ??= LanguagePrimitives.ConvertTo<long>(record);
                break;
            case string or ValueType:
                throw new CommandException(
                    ErrorIds.InputNotAccepted, ErrorCategory.InvalidType, $"{record} cannot be drawn.",
                    "Pipe prompts; with -Prompt, pipe seeds, merge options, or objects with the names of the parameters.");
            default:
                break;
        }
    }

    /// <summary>The record's requests: each prompt, Count seeds each.</summary>
    /// <exception cref="CaToMeException">There is no prompt, or settings contradict each other.</exception>
    internal IEnumerable<GenerationRequest> Requests()
    {
        if (prompts is null || prompts.Length == 0 || Array.Exists(prompts, string.IsNullOrWhiteSpace))
        {
            throw new CommandException(
                ErrorIds.PromptMissing, ErrorCategory.InvalidArgument, "There is nothing to draw: the record has no prompt.",
                "Give a text, or an object with a property Prompt that is not empty.");
        }

        var (width, height) = SizeInForce();
        var defaults = new GenerationRequest { Prompt = "" };
        return prompts.SelectMany(prompt => new GenerationRequest
        {
            Prompt = prompt,
            NegativePrompt = command.NegativePrompt ?? defaults.NegativePrompt,
            Seed = seed ?? defaults.Seed,
            Batch = command.Batch ?? defaults.Batch,
            Steps = command.Steps ?? defaults.Steps,
            GuidanceScale = command.GuidanceScale,
            Width = width,
            Height = height,
            Scheduler = string.IsNullOrWhiteSpace(command.Sampler) ? null : command.Sampler,
            ClipSkip = command.ClipSkip,
            Merge = merge ?? defaults.Merge,
            CollectPairs = command.CollectStatistics,
        }.Series(command.Count ?? 1));
    }

    /// <summary>Size, or Width and Height. What the command line gave counts for more than what the record says.</summary>
    private (int? Width, int? Height) SizeInForce()
    {
        var (width, height) = (command.Width, command.Height);
        if (command.Size is not { } size)
        {
            return (width, height);
        }

        var agree = (width ?? size.Width, height ?? size.Height) == (size.Width, size.Height);
        var (sizeIsFixed, sidesAreFixed) = (binder.IsFixed(nameof(command.Size)), binder.IsFixed(nameof(command.Width)) || binder.IsFixed(nameof(command.Height)));
        if (!agree && sizeIsFixed == sidesAreFixed)
        {
            throw new OptionException("Size", size, $"Width {width} and Height {height} say otherwise. Give one of the two.");
        }

        return sizeIsFixed && !sidesAreFixed ? (size.Width, size.Height) : (width ?? size.Width, height ?? size.Height);
    }
}
