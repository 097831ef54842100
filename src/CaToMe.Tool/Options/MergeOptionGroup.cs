using System.CommandLine;
using CaToMe.Merging;

namespace CaToMe.Tool.Options;

/// <summary>How tokens are merged.</summary>
internal sealed class MergeOptionGroup : OptionGroup
{
    internal MergeOptionGroup() : base("Token merging") => AddSettings(MergeSettings.All);

    /// <summary>Options with what was given, checked.</summary>
    internal MergeOptions Read(ParseResult parsed, MergeOptions options) => Read(parsed, options, o => o.Validate());

    /// <summary>Settings that were given and do nothing beside the others.</summary>
    internal IEnumerable<string> WithoutEffect(ParseResult parsed, MergeOptions options) => WithoutEffect(parsed, MergeSettings.All, options);
}
