using System.Management.Automation;
using CaToMe.Commands;
using CaToMe.Errors;
using CaToMe.Merging;

namespace CaToMe.Binding;

/// <summary>One record of New-DiffusionImage: the parameters as the command line and the piped object set them, made into requests.</summary>
/// <param name="command">The cmdlet, bound to the record.</param>
/// <param name="binder">Knows what the command line gave.</param>
internal sealed class ImageRecord(NewDiffusionImageCommand command, RecordBinder binder)
{
    private string[]? prompts;
    private long? seed;
    private MergeOptions? merge;

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
        switch (record?.BaseObject)
        {
            case string text when !binder.IsFixed(nameof(command.Prompt)):
                prompts ??= [text];
                break;
            case MergeOptions options:
                merge = binder.IsFixed(nameof(command.Merge)) ? merge : options;
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

        if (command.Count is < 1)
        {
            throw new OptionException("Count", command.Count, "give the number of pictures per prompt, from 1.");
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
        var (size, width, height) = (command.Size, command.Width, command.Height);
        var agree = size is not { } given || (width ?? given.Width, height ?? given.Height) == (given.Width, given.Height);
        return size is null ? (width, height)
            : agree || binder.IsFixed(nameof(command.Size)) == false && (binder.IsFixed(nameof(command.Width)) || binder.IsFixed(nameof(command.Height))) ? (width ?? size.Value.Width, height ?? size.Value.Height)
            : binder.IsFixed(nameof(command.Size)) && !binder.IsFixed(nameof(command.Width)) && !binder.IsFixed(nameof(command.Height)) ? (size.Value.Width, size.Value.Height)
            : throw new OptionException("Size", size, $"Width {width} and Height {height} say otherwise. Give one of the two.");
    }
}
