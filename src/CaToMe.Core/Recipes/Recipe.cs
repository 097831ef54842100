using System.Text.Json;
using System.Text.Json.Serialization;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Runtime;
using CaToMe.Settings;

namespace CaToMe.Recipes;

/// <summary>
/// Settings that were found together for a model: sampler, steps and everything that leaves out work. A small JSON file; what it was
/// measured on is in it.
/// </summary>
public sealed partial record Recipe
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The settings by their keys (<c>steps</c>, <c>sampler</c>, <c>merge</c>, <c>guidanceCalls</c>, ...), each as its text.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The floating-point type that the model is loaded in; null: any.</summary>
    public string? Dtype { get; init; }

    /// <summary>What it was measured on; null where it was written by hand.</summary>
    public RecipeMeasurement? Measured { get; init; }

    private const string MergeKey = "merge";

    /// <summary>The settings of a picture that a recipe may hold, beside how tokens are merged.</summary>
    private static readonly IReadOnlyList<Setting<GenerationRequest>> Held =
    [
        RequestSettings.Steps, RequestSettings.Sampler, RequestSettings.Schedule, RequestSettings.GuidanceCalls, RequestSettings.DeepCalls,
        RequestSettings.ShallowLayers, RequestSettings.UNetCalls,
    ];

    /// <summary>Makes a recipe of a request's settings.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="request">The request.</param>
    /// <param name="dtype">The type that the model is loaded in.</param>
    /// <param name="measured">What it was measured on.</param>
    public static Recipe Of(string name, GenerationRequest request, string? dtype = null, RecipeMeasurement? measured = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        var settings = Held.Where(s => !s.IsOff(request) && s.WithoutEffect(request) is null)
            .ToDictionary(s => s.Key!, s => SettingKind.Write(s.Get(request)!));
        settings[MergeKey] = request.Merge.ToString();
        return new Recipe { Name = name, Settings = settings, Dtype = dtype, Measured = measured };
    }

    /// <summary>Reads a recipe.</summary>
    /// <param name="nameOrPath">One of <see cref="RecipeBook"/>'s names, or a JSON file.</param>
    /// <exception cref="CaToMeException">There is none, or the file is no recipe: the message says why.</exception>
    public static Recipe Load(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        if (RecipeBook.Shipped.Find(nameOrPath) is { } shipped)
        {
            return shipped;
        }

        if (!File.Exists(nameOrPath))
        {
            throw new OptionException("Recipe", nameOrPath, $"give {string.Join(", ", RecipeBook.Shipped.Names)}, or the JSON file of a recipe that is there.");
        }

        try
        {
            var recipe = JsonSerializer.Deserialize(File.ReadAllText(nameOrPath), RecipeTypes.Default.Recipe) ?? throw new JsonException("It is empty.");
            recipe.ApplyTo(new GenerationRequest { Prompt = "" }).Validate();
            return recipe;
        }
        catch (Exception e) when (e is JsonException or CaToMeException or IOException or UnauthorizedAccessException)
        {
            throw new CaToMeException($"{nameOrPath} is no recipe: {e.Message.TrimEnd('.')}. Take one of {
                string.Join(", ", RecipeBook.Shipped.Names)}, or a file that a search for recipes wrote.", e);
        }
    }

    /// <summary>Writes the recipe's file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CaToMeException">It cannot be written.</exception>
    public void Save(string path) => WholeFile.Write(path, file => JsonSerializer.Serialize(file, this, RecipeTypes.Default.Recipe));

    /// <summary>Whether a setting is one that recipes may hold.</summary>
    internal static bool Holds(Setting<GenerationRequest> setting) => Held.Contains(setting);

    /// <summary>A request with the recipe's settings. What leaves out work and is not named in it is off, whatever the request said.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="OptionException">A setting is not known, or not accepted.</exception>
    public GenerationRequest ApplyTo(GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plain = request with
        {
            Schedule = null, GuidanceCalls = null, DeepCalls = null, ShallowLayers = 1, UNetCalls = null, Merge = MergeOptions.None,
        };
        return Settings.Aggregate(plain, (made, setting) =>
            setting.Key == MergeKey ? made with { Merge = MergeOptions.Parse(setting.Value) }
            : Held.FirstOrDefault(s => s.Key == setting.Key) is { } held ? held.Read(made, setting.Value)
            : throw new OptionException("Recipe", setting.Key, $"a recipe's settings are {string.Join(", ", Held.Select(s => s.Key))} and {MergeKey}."));
    }

    /// <summary>
    /// The type to load a model in: the recipe's; null where that is bfloat16 and the processor would have to convert number by number.
    /// </summary>
    /// <param name="device">The device that was asked for; null: whatever is there.</param>
    internal string? DtypeFor(string? device) =>
        Dtype == "bfloat16" && device?.StartsWith("cuda", StringComparison.OrdinalIgnoreCase) != true && !CpuFeatures.HasBFloat16 ? null : Dtype;

    /// <summary>A warning where a model is loaded in another type than the recipe was found in; null where it is not.</summary>
    /// <param name="dtype">The model's type.</param>
    internal string? WarningForType(string dtype) => Dtype is null || Dtype == dtype ? null
        : $"The recipe {Name} was found in {Dtype}, and the model is loaded in {dtype}: times and pictures are not what it says.";

    /// <summary>A warning where the recipe was measured on another model; null where it was not.</summary>
    /// <param name="model">The model that draws.</param>
    public string? WarningFor(ModelInfo model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Measured is null || Measured.ModelHash == model.Hash ? null
            : $"The recipe {Name} was measured on {Measured.Model} ({Measured.ModelHash}), not on {model.Name} ({model.Hash}): "
                + "pictures may be worse than it says.";
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(Recipe))]
    [JsonSerializable(typeof(IReadOnlyList<Recipe>))]
    internal sealed partial class RecipeTypes : JsonSerializerContext;
}
