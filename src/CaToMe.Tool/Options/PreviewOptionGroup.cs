using System.CommandLine;
using CaToMe.Previews;

namespace CaToMe.Tool.Options;

/// <summary>Small pictures of what is being drawn.</summary>
internal sealed class PreviewOptionGroup : OptionGroup
{
    internal PreviewOptionGroup() : base("Previews") => AddSettings(PreviewSettings.All);

    /// <summary>What is asked for, checked but for the path, which may be a pattern.</summary>
    internal PreviewOptions Read(ParseResult parsed) => Read(parsed, new PreviewOptions(), options => (options with { PreviewPath = null }).Validate());

    /// <summary>Settings that were given and do nothing beside the others.</summary>
    internal IEnumerable<string> WithoutEffect(ParseResult parsed, PreviewOptions options) => WithoutEffect(parsed, PreviewSettings.All, options);
}
