using System.Collections;
using System.Management.Automation;

namespace CaToMe.Binding;

/// <summary>Refuses what is no text: PowerShell would make a prompt of the name of its type.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PromptAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var items = inputData is not null && ParameterValues.Unwrap(inputData) is IList list ? list.Cast<object?>() : [inputData];
        return items.FirstOrDefault(item => item is not null && ParameterValues.Unwrap(item) is not (string or ValueType)) is { } refused
            ? throw new ArgumentTransformationMetadataException($"{refused} is no prompt: give a text, or several with commas between them.")
            : inputData;
    }
}
