using System.Management.Automation;

namespace CaToMe.Binding;

/// <summary>Prompts among the arguments without a name: one, or a list. Several loose words are one prompt without quotes.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PromptAttribute : ArgumentTransformationAttribute
{
    /// <summary>Stands for a script block or a missing value: pieces of an unquoted pattern, see <see cref="TypedPattern"/>.</summary>
    internal const string Piece = "\0";

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => inputData switch
    {
        ScriptBlock => Piece,
        List<object> words when words.Exists(w => w is null or ScriptBlock) => words.ConvertAll(w => w is null or ScriptBlock ? Piece : w),
        List<object> { Count: > 1 } words when words.TrueForAll(w => w is string) => string.Join(' ', words),
        _ => inputData,
    };
}
