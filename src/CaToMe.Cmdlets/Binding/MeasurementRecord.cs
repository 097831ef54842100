using System.Management.Automation;
using CaToMe.Commands;
using CaToMe.Errors;
using CaToMe.Merging;
using CaToMe.Models;

namespace CaToMe.Binding;

/// <summary>One record of Measure-TokenMerging: what is drawn and how it is merged, as the command line and the piped object say.</summary>
/// <param name="command">The cmdlet, bound to the record.</param>
/// <param name="binder">Knows what the command line gave.</param>
internal sealed class MeasurementRecord(MeasureTokenMergingCommand command, RecordBinder binder)
{
    private string[]? prompts;

    /// <summary>What is drawn.</summary>
    /// <exception cref="CommandException">There is no prompt.</exception>
    internal string[] Prompts => prompts is { Length: > 0 } given && !Array.Exists(given, string.IsNullOrWhiteSpace) ? given : throw new CommandException(
        ErrorIds.PromptMissing, ErrorCategory.InvalidArgument, "There is nothing to measure: no prompt was given.",
        "Give -Prompt, or pipe prompts or objects with a property Prompt that is not empty.");

    /// <summary>How tokens are merged, beside not at all.</summary>
    internal IReadOnlyList<MergeOptions> Settings { get; private set; } = [];

    /// <summary>The model that draws; null is the embedded one.</summary>
    internal ModelReference? Model { get; private set; }

    /// <summary>Takes in the piped object.</summary>
    /// <exception cref="CaToMeException">It cannot be read.</exception>
    internal void Bind(PSObject? record)
    {
        if (record is not null)
        {
            binder.Bind(record);
        }

        (prompts, Settings, Model) = (
            command.Prompt, command.Merge ?? [], ModelReference.InForce(command.Model, record, binder.IsTyped(nameof(command.Model))));
        switch (record?.BaseObject)
        {
            case null or DiffusionModel:
                break;
            case string text when prompts is null:
                prompts = [text];
                break;
            case string or ValueType when !binder.IsTyped(nameof(command.Prompt)) || binder.IsFixed(nameof(command.Prompt)):
                Settings = [.. Settings, MergeOptionsReader.ReadPiped(record, null)];
                break;
            case string or ValueType: // a script block has made the prompt of it
                break;
            default:
                TakeMerge(record);
                break;
        }
    }

    /// <summary>Merge options, or an object such as a CSV row with a column Threshold.</summary>
    private void TakeMerge(PSObject record)
    {
        if (MergeOptionsReader.AsOptions(record) is { } options)
        {
            Settings = [.. Settings, options];
            command.Seed = binder.IsTyped(nameof(command.Seed)) ? command.Seed : null; // PowerShell has bound the seed of random destinations
        }
        else if (Settings.Count == 0 && MergeOptionsReader.HasMethod(record))
        {
            Settings = [MergeOptionsReader.ReadPart(record)];
        }
    }
}
