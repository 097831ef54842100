using System.Management.Automation;

namespace CaToMe.Binding;

/// <summary>Says, with -Verbose, which columns of a record (a row of a CSV file, say) have no effect: one of them may be misspelt.</summary>
internal static class UnusedColumns
{
    /// <summary>Says it. A hashtable's keys are the binder's matter, and an object with a type of its own has properties for others.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="record">The record.</param>
    /// <param name="untaken">Of names, those that nobody takes.</param>
    internal static void Tell(PSCmdlet cmdlet, PSObject record, Func<IReadOnlyList<string>, IEnumerable<string>> untaken)
    {
        if (record.BaseObject is PSCustomObject && untaken([.. record.Properties.Select(p => p.Name)]).ToList() is { Count: > 0 } unused)
        {
            cmdlet.WriteVerbose($"Without effect, as no settings of {cmdlet.MyInvocation.MyCommand.Name}: {string.Join(", ", unused)}.");
        }
    }
}
