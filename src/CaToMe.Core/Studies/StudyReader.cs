using System.Globalization;
using CaToMe.Models;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CaToMe.Studies;

/// <summary>Reads a study's file: YAML, of which JSON is a part.</summary>
/// <param name="path">The file, for messages.</param>
internal sealed class StudyReader(string path)
{
    internal const string ModelKey = "model", PromptsKey = "prompts", PromptFileKey = "promptFile", ConceptsKey = "concepts", SeedsKey = "seeds",
        CommonKey = "common", SettingsKey = "settings", GridKey = "grid", CallsKey = "calls", NameKey = "name", SchemaKey = "$schema";

    internal static readonly string[] Keys =
        [SchemaKey, ModelKey, PromptsKey, PromptFileKey, ConceptsKey, SeedsKey, CommonKey, SettingsKey, GridKey, CallsKey];

    internal static StudyFile Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw NotReadable("study", path, "a YAML or JSON file", e);
        }
    }

    /// <summary>Reads a study's text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Its file, for messages and for the file of prompts beside it.</param>
    internal static StudyFile Parse(string text, string path)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return new StudyReader(path).Read(text, stream);
        }
        catch (YamlException e)
        {
            throw new CaToMeException($"{path}, line {e.Start.Line}, is neither YAML nor JSON: {(e.InnerException ?? e).Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>The error where a file that a study needs is missing, is a folder, or is not to be read.</summary>
    internal static CaToMeException NotReadable(string what, string path, string accepted, Exception error) => new(
        path.Length == 0 ? $"The {what} has no name. Name {accepted}."
        : Directory.Exists(path) ? $"The {what} {path} is a folder. Name {accepted}."
        : error is FileNotFoundException or DirectoryNotFoundException ? $"The {what} {path} is not there. Name {accepted}."
        : $"The {what} {path} cannot be read: {error.Message.TrimEnd('.')}. Name {accepted}.", error);

    private StudyFile Read(string text, YamlStream stream)
    {
        var root = stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode map ? map
            : throw new CaToMeException($"{path} holds no study: give keys and values, {string.Join(", ", Keys.Skip(1))}.");
        Check(root, Keys);
        var (prompts, file) = (Prompts(root), Find(root, PromptFileKey) is { } named ? Beside(Text(named, PromptFileKey)) : null);
        if (prompts is null == file is null)
        {
            throw new CaToMeException($"{path} needs prompts: give one of {PromptsKey}, {PromptFileKey} and {ConceptsKey}.");
        }

        return new StudyFile
        {
            Text = text,
            Path = Path.GetFullPath(path),
            Model = Find(root, ModelKey) is { } model ? Text(model, ModelKey) : null,
            Prompts = prompts,
            PromptFile = file,
            Seeds = Find(root, SeedsKey) is { } seeds ? Items(seeds, SeedsKey).Select(Seed).ToList() : [42],
            Settings = Settings(root),
            Calls = Find(root, CallsKey) is { } calls && Switch(calls, CallsKey),
        };
    }

    private List<string>? Prompts(YamlMappingNode root)
    {
        var given = Find(root, PromptsKey) is { } list ? Items(list, PromptsKey).Select(p => Text(p, PromptsKey)).ToList() : null;
        if (Find(root, ConceptsKey) is not { } concepts)
        {
            return given;
        }

        var known = Concepts.Of(EmbeddedModel.Path);
        var count = int.TryParse(Text(concepts, ConceptsKey), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1 && n <= known.Count ? n
            : throw Wrong(concepts, ConceptsKey, $"give how many of the embedded model's concepts to draw, 1 to {known.Count}");
        return given is null && Find(root, ModelKey) is null ? [.. known.Take(count).Select(c => $"an emoji of {c}")]
            : throw Wrong(concepts, ConceptsKey, $"it goes without {PromptsKey}, with the embedded model alone");
    }

    private List<StudySetting> Settings(YamlMappingNode root)
    {
        var common = Find(root, CommonKey) is { } shared ? Values(shared, CommonKey) : [];
        var settings = new List<(YamlNode Node, StudySetting Setting)>();
        foreach (var node in Find(root, SettingsKey) is { } list ? Items(list, SettingsKey) : [])
        {
            var map = node as YamlMappingNode ?? throw Wrong(node, SettingsKey, "give a list of settings, each with a name");
            var name = Find(map, NameKey) is { } named ? Text(named, NameKey) : throw Wrong(node, SettingsKey, "each setting needs a name");
            settings.Add((node, new StudySetting(name, Over(common, Values(map, SettingsKey, NameKey)))));
        }

        if (Find(root, GridKey) is { } grid)
        {
            settings.AddRange(Grid(grid).Select(values => (grid, new StudySetting(NameOf(values), Over(common, values)))));
        }

        if (settings.Count == 0)
        {
            throw new CaToMeException($"{path} has no settings: give {SettingsKey}, a list, or {GridKey}, lists of values by key.");
        }

        foreach (var (node, setting) in settings)
        {
            if (settings.Count(s => s.Setting.Name == setting.Name) > 1)
            {
                throw Wrong(node, NameKey, $"the name {setting.Name} is there twice: give each setting a name of its own");
            }

            try
            {
                setting.Check();
            }
            catch (CaToMeException e)
            {
                throw new CaToMeException($"{path}, line {node.Start.Line}, setting {setting.Name}: {e.Message}", e);
            }
        }

        return [.. settings.Select(s => s.Setting)];
    }

    /// <summary>Every combination of the values.</summary>
    private IEnumerable<Dictionary<string, string>> Grid(YamlNode node)
    {
        var map = node as YamlMappingNode ?? throw Wrong(node, GridKey, "give lists of values by key");
        Check(map, StudySetting.Keys);
        IEnumerable<Dictionary<string, string>> made = [[]];
        foreach (var (key, values) in map.Children.Select(c => (Text(c.Key, GridKey), Items(c.Value, GridKey).Select(v => Text(v, GridKey)).ToList())))
        {
            made = made.SelectMany(before => values.Select(value => new Dictionary<string, string>(before) { [key] = value }));
        }

        return made.ToList();
    }

    private static string NameOf(Dictionary<string, string> values) =>
        string.Join(' ', values.Select(v => v.Key == StudySetting.MergeKey ? v.Value : $"{v.Key}={v.Value}"));

    private Dictionary<string, string> Values(YamlNode node, string key, params string[] beside)
    {
        var map = node as YamlMappingNode ?? throw Wrong(node, key, "give keys and values");
        Check(map, [.. StudySetting.Keys, .. beside]);
        return map.Children.Select(c => (Key: Text(c.Key, key), c.Value)).Where(c => !beside.Contains(c.Key))
            .ToDictionary(c => c.Key, c => Text(c.Value, c.Key));
    }

    private static Dictionary<string, string> Over(Dictionary<string, string> common, Dictionary<string, string> own) =>
        common.Where(c => !own.ContainsKey(c.Key)).Concat(own).ToDictionary();

    private void Check(YamlMappingNode map, IReadOnlyList<string> keys)
    {
        foreach (var (node, key) in map.Children.Select(c => (c.Key, Text(c.Key, "a key"))))
        {
            if (!keys.Contains(key))
            {
                throw Wrong(node, key, $"that is no key here: give one of {string.Join(", ", keys.Where(k => k != SchemaKey))}");
            }
        }
    }

    private long Seed(YamlNode node) =>
        long.TryParse(Text(node, SeedsKey), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed
        : throw Wrong(node, SeedsKey, "give whole numbers, 0 or more");

    private bool Switch(YamlNode node, string key) => bool.TryParse(Text(node, key), out var on) ? on : throw Wrong(node, key, "give true or false");

    private IEnumerable<YamlNode> Items(YamlNode node, string key) =>
        node is YamlSequenceNode { Children.Count: > 0 } list ? list.Children : throw Wrong(node, key, "give a list that is not empty");

    private string Text(YamlNode node, string key) =>
        node is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw Wrong(node, key, "give a text or a number");

    private string Beside(string file) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, file);

    private static YamlNode? Find(YamlMappingNode map, string key) => map.Children.FirstOrDefault(c => c.Key is YamlScalarNode s && s.Value == key).Value;

    private CaToMeException Wrong(YamlNode node, string key, string accepted) =>
        new($"{path}, line {node.Start.Line}: {key}{(node is YamlScalarNode { Value: { } value } && value != key ? $" is {value}" : "")}: {accepted}.");
}
