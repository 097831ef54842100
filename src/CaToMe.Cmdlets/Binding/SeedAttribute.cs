using System.Collections;
using System.Management.Automation;
using CaToMe.Requests;

namespace CaToMe.Binding;

/// <summary>Reads seeds: whole numbers, or <c>random</c>, which becomes one. An empty text is no value. Of a list, each item is read.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SeedAttribute : ArgumentTransformationAttribute
{
    private static readonly NumberAttribute Whole = new() { IsWhole = true };

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Whole.Transform(engineIntrinsics, inputData is not null && ParameterValues.Unwrap(inputData) is IList list
            ? list.Cast<object?>().Select(Read).ToArray()
            : Read(inputData)!);

    private static object? Read(object? value) => value is not null && ParameterValues.Unwrap(value) is string text && !string.IsNullOrWhiteSpace(text)
        ? RequestSettings.Seed.Kind.Read(text.Trim()) ?? new NotAccepted(text, RequestSettings.Seed.Accepted)
        : value;
}
