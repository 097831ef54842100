using System.Text.Json;
using System.Text.Json.Nodes;
using CaToMe.Settings;

namespace CaToMe.Studies;

/// <summary>The JSON schema of a study's file, for editors: made from the settings' declarations.</summary>
internal static class StudySchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The schema.</summary>
    internal static string ToJson()
    {
        var values = StudySetting.Held.ToDictionary(s => s.Key, s => Of(s.Value));
        values[StudySetting.MergeKey] = Text("How tokens are merged: none, tome:RATIO, catome:THRESHOLD@CHECKPOINTS.");
        values[StudySetting.RecipeKey] = Text("A recipe's name or file; other values go before its own.");
        values[StudySetting.DtypeKey] = Text("The floating-point type that the model is loaded in.");
        var schema = new JsonObject
        {
            [StudyReader.SchemaKey] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "A study of CaToMe",
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject
            {
                [StudyReader.SchemaKey] = Text("This schema."),
                [StudyReader.ModelKey] = Text("The model's folder, file or name. Default: the embedded model."),
                [StudyReader.PromptsKey] = List(Text("A prompt."), "What to draw."),
                [StudyReader.PromptFileKey] = Text("A text file with a prompt on each line, beside this one."),
                [StudyReader.ConceptsKey] = Typed("integer", "How many of the embedded model's concepts to draw.", least: 1),
                [StudyReader.SeedsKey] = List(Typed("integer", "A seed.", least: 0), "Every prompt is drawn with each. Default: 42."),
                [StudyReader.CommonKey] = Values(values, "What all settings share; their own values go before these."),
                [StudyReader.SettingsKey] = List(Setting(values), $"The settings. The one named {StudySetting.Baseline} is what the others are compared with."),
                [StudyReader.GridKey] = Grid(values),
                [StudyReader.CallsKey] = Typed("boolean", "Keep pairs and similarities of every block and call. Default: false."),
            },
        };
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Of(Setting setting)
    {
        var type = setting.Kind.IsSwitch ? "boolean" : setting.Kind.Type == typeof(int) || setting.Kind.Type == typeof(long) ? "integer"
            : setting.Kind.Type == typeof(double) ? "number" : null;
        var made = new JsonObject { ["description"] = setting.Description };
        made["type"] = type is null ? new JsonArray("string", "number") : type;
        if (setting.Suggestions.Count > 0 && type is null)
        {
            made["examples"] = new JsonArray([.. setting.Suggestions.Select(s => (JsonNode)s)]);
        }

        return made;
    }

    private static JsonObject Text(string description) => Typed("string", description);

    private static JsonObject Typed(string type, string description, int? least = null)
    {
        var made = new JsonObject { ["type"] = type, ["description"] = description };
        if (least is not null)
        {
            made["minimum"] = least;
        }

        return made;
    }

    private static JsonObject List(JsonObject items, string description) =>
        new() { ["type"] = "array", ["minItems"] = 1, ["description"] = description, ["items"] = items };

    private static JsonObject Values(IReadOnlyDictionary<string, JsonObject> values, string description) => new()
    {
        ["type"] = "object",
        ["description"] = description,
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value.DeepClone()))),
    };

    private static JsonObject Setting(IReadOnlyDictionary<string, JsonObject> values)
    {
        var setting = Values(values, "A setting: its name and what differs from the others.");
        setting["properties"]![StudyReader.NameKey] = Text("Its name.");
        setting["required"] = new JsonArray(StudyReader.NameKey);
        return setting;
    }

    private static JsonObject Grid(IReadOnlyDictionary<string, JsonObject> values) => new()
    {
        ["type"] = "object",
        ["description"] = "Lists of values by key: every combination is a setting, named after its values.",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)List((JsonObject)v.Value.DeepClone(), "The values.")))),
    };
}
