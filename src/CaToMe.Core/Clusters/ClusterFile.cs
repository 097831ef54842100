using CaToMe.Runtime;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CaToMe.Clusters;

/// <summary>What a user's tasks get where the command line does not say it: <c>catome/cluster.yaml</c> in the user's configuration.</summary>
internal static class ClusterFile
{
    /// <summary>The file: <c>~/.config/catome/cluster.yaml</c>, in <c>XDG_CONFIG_HOME</c> where that is set; null where there is no home.</summary>
    internal static string? Path => UserFolders.Configuration is { } folder ? System.IO.Path.Combine(folder, "catome", "cluster.yaml") : null;

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file; null, or one that is not there, says nothing.</param>
    /// <exception cref="CaToMeException">It cannot be read, or a value is not accepted: the message names the line and the key.</exception>
    internal static ClusterOptions Read(string? path)
    {
        if (path is null || !File.Exists(path))
        {
            return new ClusterOptions();
        }

        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(File.ReadAllText(path)));
            return stream.Documents is [] ? new ClusterOptions()
                : stream.Documents is [{ RootNode: YamlMappingNode map }]
                    ? map.Children.Aggregate(new ClusterOptions(), (made, entry) => Read(path, made, entry))
                : throw new CaToMeException($"{path} holds no settings: give keys and values, {Keys}.");
        }
        catch (YamlException e)
        {
            throw new CaToMeException($"{path}, line {e.Start.Line}, is not YAML: {(e.InnerException ?? e).Message.TrimEnd('.')}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaToMeException($"{path} cannot be read: {e.Message.TrimEnd('.')}. Mend it, or delete it.", e);
        }
    }

    private static string Keys => string.Join(", ", ClusterSettings.All.Select(s => s.Key));

    private static ClusterOptions Read(string path, ClusterOptions before, KeyValuePair<YamlNode, YamlNode> entry)
    {
        var (key, line) = ((entry.Key as YamlScalarNode)?.Value, entry.Key.Start.Line);
        if (ClusterSettings.All.FirstOrDefault(s => s.Key == key) is not { } setting)
        {
            throw new CaToMeException($"{path}, line {line}: {key} is no key here: give one of {Keys}.");
        }

        try
        {
            var made = setting.Read(before, (entry.Value as YamlScalarNode)?.Value ?? "");
            return setting.Check(made) is { } error ? throw error : made;
        }
        catch (OptionException e)
        {
            throw new CaToMeException($"{path}, line {line}: {key} is {OptionException.Quote(e.Value)}: {e.Accepted}", e);
        }
    }
}
