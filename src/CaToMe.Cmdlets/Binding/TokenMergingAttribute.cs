using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace CaToMe.Binding;

/// <summary>Makes merge options of a short text (<c>catome:0.95@every-5</c>), of a hashtable, or of an object
/// with such properties; of each item of a list.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TokenMergingAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if (inputData is null)
        {
            return null;
        }

        var value = inputData is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : inputData;
        return value is not IList list ? Read(value) : WithListedCalls(list) is [var single] ? Read(single)
            : WithListedCalls(list).Select(Read).Where(options => options is not null).ToArray();
    }

    /// <summary>PowerShell takes catome:0.9@0,5,10 without quotes for a list: the numbers are the text's checkpoints.</summary>
    private static List<object> WithListedCalls(IList list)
    {
        var items = new List<object>();
        foreach (var item in list.Cast<object?>().Where(i => i is not null))
        {
            if (item is int call && items is [.., string text] && text.Contains('@', StringComparison.Ordinal))
            {
                items[^1] = string.Create(CultureInfo.InvariantCulture, $"{text},{call}");
            }
            else
            {
                items.Add(item!);
            }
        }

        return items;
    }

    private static object? Read(object item)
    {
        try
        {
            return MergeOptionsReader.Read(item);
        }
        catch (CaToMeException e)
        {
            // Who reports it says the parameter and the value.
            return new NotAccepted(item, e is OptionException { Option: "Merge" } refused ? refused.Accepted : e.Message);
        }
    }
}
