using System.CommandLine;
using CaToMe.Merging;

namespace CaToMe.Tool.Options;

/// <summary>How tokens are merged.</summary>
internal sealed class MergeOptionGroup : OptionGroup
{
    internal MergeOptionGroup() : base("Token merging") => AddSettings(MergeSettings.All);

    /// <summary>The options, checked.</summary>
    internal MergeOptions Read(ParseResult parsed) => Read(parsed, MergeOptions.None, o => o.Validate());

    /// <summary>Settings that were given and do nothing beside the others.</summary>
    internal IEnumerable<string> WithoutEffect(ParseResult parsed) => WithoutEffect(parsed, MergeSettings.All, Read(parsed));
}
