using System.Text.Json.Nodes;

namespace CaToMe.Tests.Weights;

/// <summary>A copy of a model of the parity data, which a test may change.</summary>
internal sealed class ModelCopy : IDisposable
{
    private readonly TemporaryFolder folder = new();

    internal ModelCopy(string model)
    {
        foreach (var file in Directory.GetFiles(Golden.Model(model), "*", SearchOption.AllDirectories))
        {
            var copy = folder[System.IO.Path.GetRelativePath(Golden.Model(model), file)];
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    internal string Path => folder.Path;

    internal string this[params string[] parts] => folder[parts];

    internal void Write(string content, params string[] parts) => folder.Write(content, parts);

    /// <summary>Sets a value in a component's config.</summary>
    /// <returns>The config's path.</returns>
    internal string Set(string component, string key, string json)
    {
        var path = folder[component, "config.json"];
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        config[key] = JsonNode.Parse(json);
        return folder.Write(config.ToJsonString(), component, "config.json");
    }

    public void Dispose() => folder.Dispose();
}
