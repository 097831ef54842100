using System.Collections;
using System.Management.Automation;

namespace CaToMe.Binding;

/// <summary>Makes merge options of a short text (<c>catome:0.95@every-5</c>), of a hashtable, or of an object with such properties; of each item of a list.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TokenMergingAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : inputData;
        return value is IList list ? list.Cast<object>().Select(Read).ToArray() : Read(value);
    }

    private static object? Read(object item)
    {
        try
        {
            return MergeOptionsReader.Read(item);
        }
        catch (OptionException e)
        {
            return new NotAccepted(item, e.Message);
        }
    }
}
