using System.Management.Automation;

namespace CaToMe.Errors;

/// <summary>Error records: an id, a category, the object it is about, what happened and what to do.</summary>
internal static class ErrorRecords
{
    /// <summary>A record with advice.</summary>
    internal static ErrorRecord Record(string id, ErrorCategory category, object? target, string message, string advice) =>
        Record(id, category, target, new CaToMeException(message), advice);

    /// <summary>A record of an error of the engine, whose message says what to do.</summary>
    internal static ErrorRecord Of(Exception error, object? target) => error switch
    {
        CommandException e => Record(e.Id, e.Category, target ?? e.Target, e, e.Advice),
        OptionException { Option: "Repeats" } e => Of(new OptionException("Repeat", e.Value, e.Accepted), target),
        OptionException e => NotAccepted(e, target, e.Option),
        InvalidOptionsException e => NotAccepted(e, target, string.Join(", ", e.Errors.Select(o => o.Option))),
        ModelException e => Record(
            ErrorIds.ModelNotReadable, ErrorCategory.InvalidData, target, e,
            "Give a diffusers folder or a .safetensors file that is complete; see Get-Help Import-DiffusionModel."),
        ObjectDisposedException e => Record(
            ErrorIds.ModelRemoved, ErrorCategory.InvalidOperation, target, e, "Load the model again with Import-DiffusionModel."),
        _ => Record(ErrorIds.ImageNotDrawn, ErrorCategory.NotSpecified, target, error, "See the message; -Verbose tells what was decided before it."),
    };

    /// <summary>A record of an error in reading a study.</summary>
    internal static ErrorRecord OfStudy(Exception error, object? target) => error.GetType() == typeof(CaToMeException)
        ? Record(ErrorIds.StudyNotReadable, ErrorCategory.InvalidData, target, error, "Do what the message says; see Get-Help Invoke-TokenMergingStudy.")
        : Of(error, target);

    private static ErrorRecord NotAccepted(CaToMeException error, object? target, string options) => Record(
        ErrorIds.SettingNotAccepted, ErrorCategory.InvalidArgument, target, error,
        $"Correct {options}: the message says what is accepted, the command's help and about_TokenMerging say more.");

    private static ErrorRecord Record(string id, ErrorCategory category, object? target, Exception error, string advice) =>
        new(error, id, category, target) { ErrorDetails = new ErrorDetails(error.Message) { RecommendedAction = advice } };
}
