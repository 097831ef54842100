using System.Management.Automation;
using CaToMe.Commands;
using CaToMe.Errors;
using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Recipes;
using CaToMe.Requests;
using CaToMe.Settings;
using CaToMe.Sources;

namespace CaToMe.Binding;

/// <summary>One record of New-DiffusionImage: the parameters as the command line and the piped object set them, made into requests.</summary>
/// <param name="command">The cmdlet, bound to the record.</param>
/// <param name="binder">Knows what the command line gave.</param>
internal sealed class ImageRecord(NewDiffusionImageCommand command, RecordBinder binder)
{
    private string[]? prompts;
    private long[]? seeds;
    private MergeOptions[]? merges;
    private SourceImage? picture; // a piped file
    private string? negative; // of a piped file

    /// <summary>The model that draws; null is the embedded one.</summary>
    internal ModelReference? Model { get; private set; }

    /// <summary>The recipe that it is drawn by; null for none.</summary>
    internal Recipe? Recipe { get; private set; }

    /// <summary>Takes in the piped object.</summary>
    /// <exception cref="CommandException">It cannot be read.</exception>
    internal void Bind(PSObject? record)
    {
        if (record is not null)
        {
            binder.Bind(record);
        }

        (prompts, seeds, merges, Model) = (
            command.Prompt, command.Seed, command.Merge, ModelReference.InForce(command.Model, record, binder.IsTyped(nameof(command.Model))));
        Recipe = record?.BaseObject is TokenMergingRecipe piped && !RecipeIsTyped ? piped.Recipe : command.Recipe?.Read(command);
        merges = IsOverruled(nameof(command.Merge)) ? null : merges;
        switch (record?.BaseObject)
        {
            case null or DiffusionModel or TokenMergingRecipe:
                break;
            case FileInfo file:
                TakePicture(file);
                break;
            case DiffusionImageInfo info:
                FillIn(info);
                break;
            case string text when !binder.IsFixed(nameof(command.Prompt)):
                prompts ??= [text];
                break;
            case string or ValueType:
                TakeSeedOrMerge(record);
                break;
            default:
                TakeMerge(record);
                break;
        }
    }

    private bool RecipeIsTyped => binder.IsTyped(nameof(command.Recipe));

    /// <summary>Whether a setting that a recipe says is the recipe's, whatever the record says: the command line counts for more.</summary>
    private bool IsOverruled(string parameter) => Recipe is not null && RecipeIsTyped && !binder.IsTyped(parameter);

    /// <summary>What another program's picture does not say, or says in a way that is not known here, is decided here and told.</summary>
    private void FillIn(DiffusionImageInfo info)
    {
        if (seeds is null)
        {
            seeds = [(long)RequestSettings.Seed.Kind.Read("random")!];
            command.WriteWarning($"{info.Path} does not say its seed: it is drawn with the seed {seeds[0]}. -Seed chooses another.");
        }

        if (info.UnknownSampler is { } sampler && string.IsNullOrWhiteSpace(command.Sampler))
        {
            command.WriteWarning(
                $"{info.Path} was drawn with the sampler {sampler}, which is none of ours: the model's own is used. -Sampler chooses another.");
        }
    }

    /// <summary>A picture's file is what is begun at; without a prompt, its own says what to draw.</summary>
    private void TakePicture(FileInfo file)
    {
        if (!binder.IsTyped(nameof(command.InitImage)))
        {
            picture = SourceImage.FromFile(file.FullName);
        }

        if (prompts is null)
        {
            try
            {
                var drawn = ImageMetadata.Read(file.FullName).Request;
                (prompts, negative) = ([drawn.Prompt], drawn.NegativePrompt);
            }
            catch (CaToMeException e)
            {
                throw new CommandException(
                    ErrorIds.PromptMissing, ErrorCategory.InvalidArgument,
                    $"There is nothing to draw from {file.FullName}: no prompt is given, and {e.Message}", "Say with -Prompt what to draw.", file.FullName);
            }
        }
    }

    /// <summary>With a prompt, a whole number is a seed and a text says how tokens are merged; what the command line gave counts for more.</summary>
    private void TakeSeedOrMerge(PSObject record)
    {
        var whole = new SeedAttribute().Transform(null!, record);
        if (prompts is not null && LanguagePrimitives.TryConvertTo<long?>(whole, out var number) && number is not null)
        {
            seeds ??= [number.Value];
        }
        else if (prompts is not null && record.BaseObject is string text)
        {
            merges ??= [MergeOptions.Parse(text)];
        }
        else
        {
            throw new CommandException(
                ErrorIds.InputNotAccepted, ErrorCategory.InvalidType, $"{record} cannot be drawn.",
                "Pipe prompts; with -Prompt, pipe seeds, merge options, or objects with the names of the parameters.");
        }
    }

    /// <summary>Merge options, or an object such as a CSV row with a column Threshold.</summary>
    private void TakeMerge(PSObject record)
    {
        if (MergeOptionsReader.AsOptions(record) is { } options)
        {
            merges ??= [options];
            seeds = binder.IsTyped(nameof(command.Seed)) ? seeds : null; // PowerShell has bound the seed of random destinations
        }
        else if (merges is null && !IsOverruled(nameof(command.Merge)) && MergeOptionsReader.HasMethod(record))
        {
            merges = [MergeOptionsReader.ReadPart(record)];
        }
    }

    /// <summary>The record's requests: each prompt with each seed, Count from each, under each merge setting.</summary>
    /// <exception cref="CaToMeException">There is no prompt, or settings contradict each other.</exception>
    internal IEnumerable<GenerationRequest> Requests()
    {
        if (prompts is null || prompts.Length == 0 || Array.Exists(prompts, string.IsNullOrWhiteSpace))
        {
            throw new CommandException(
                ErrorIds.PromptMissing, ErrorCategory.InvalidArgument, "There is nothing to draw: the record has no prompt.",
                "Give a text, or an object with a property Prompt that is not empty.");
        }

        var errors = new OptionErrors();
        var defaults = new GenerationRequest { Prompt = "" };
        var (width, height) = errors.Try(() => PictureSize.InForce(binder, command.Size, command.Width, command.Height), default);
        var start = Recipe?.ApplyTo(defaults) ?? defaults;
        var given = RequestSettings.All.Except([RequestSettings.Seed]).Where(s => !(Recipe.Holds(s) && IsOverruled(s.Name)));
        var request = ParameterValues.Apply(command, start, given, errors) with
        {
            Width = width,
            Height = height,
        };
        request = picture is null ? request : request with { InitImage = picture };
        request = negative is null || !string.IsNullOrEmpty(command.NegativePrompt) ? request : request with { NegativePrompt = negative };
        var settings = merges is { Length: > 0 } ? merges : [start.Merge];
        errors.Try(request.Validate);
        foreach (var merge in settings)
        {
            errors.AddFrom(MergeSettings.All, merge);
        }

        errors.ThrowIfAny();
        return
            from prompt in prompts
            from seed in seeds is { Length: > 0 } ? seeds : [defaults.Seed]
            from picture in (request with { Prompt = prompt, Seed = seed }).Series(command.Count ?? 1)
            from merge in settings
            select picture with { Merge = merge };
    }
}
