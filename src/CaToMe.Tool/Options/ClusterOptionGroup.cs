using System.CommandLine;
using CaToMe.Clusters;

namespace CaToMe.Tool.Options;

/// <summary>How a study is divided, and what each of its tasks gets.</summary>
internal sealed class ClusterOptionGroup : OptionGroup
{
    internal ClusterOptionGroup() : base("Cluster") => AddSettings(ClusterSettings.All);

    /// <summary>What the user's file says, and over it what the command line says.</summary>
    /// <exception cref="CaToMeException">The file cannot be read, or a value is not accepted.</exception>
    internal ClusterOptions Read(ParseResult parsed) => Read(parsed, ClusterFile.Read(ClusterFile.Path), o => o.Validate());
}
