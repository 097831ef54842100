using System.Text.Json;
using System.Text.Json.Serialization;
using CaToMe.Inspection;
using CaToMe.Models;
using CaToMe.Runtime;

namespace CaToMe.Studies;

/// <summary>What a results folder was made with: <c>manifest.json</c>.</summary>
internal sealed partial record StudyManifest
{
    private const string Name = "manifest.json";

    /// <summary>CaToMe's version.</summary>
    public required string Version { get; init; }

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>Its hash.</summary>
    public required string ModelHash { get; init; }

    /// <summary>The processor or device.</summary>
    public required string Machine { get; init; }

    /// <summary>The device.</summary>
    public required string Device { get; init; }

    /// <summary>Threads of the computation; null on other devices than CPUs.</summary>
    public required int? Threads { get; init; }

    /// <summary>The study's file as it was read.</summary>
    public required string Study { get; init; }

    /// <summary>Where that file lay.</summary>
    public string? StudyPath { get; init; }

    internal static StudyManifest Of(StudyFile study, ModelInfo model) => new()
    {
        Version = typeof(StudyManifest).Assembly.GetName().Version!.ToString(3),
        Model = model.Name,
        ModelHash = model.Hash,
        Machine = MachineReport.Make(model.Device).Processor,
        Device = model.Device,
        Threads = model.Threads,
        Study = study.Text,
        StudyPath = study.Path,
    };

    /// <summary>The study.</summary>
    /// <exception cref="CaToMeException">It cannot be understood any more.</exception>
    internal StudyFile ToStudy() => StudyReader.Parse(Study, StudyPath ?? Name);

    /// <summary>Reads a folder's; null where there is none.</summary>
    /// <exception cref="CaToMeException">It cannot be read.</exception>
    internal static StudyManifest? Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllText(path), Types.Default.StudyManifest) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CaToMeException($"{path} cannot be read: {e.Message.TrimEnd('.')}. Delete it: the study writes it again.", e);
        }
    }

    /// <summary>Writes it, where it is not there as it is.</summary>
    internal void Write(string folder)
    {
        if (Read(folder) != this)
        {
            WholeFile.Write(Path.Combine(folder, Name), file => JsonSerializer.Serialize(file, this, Types.Default.StudyManifest));
        }
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
    [JsonSerializable(typeof(StudyManifest))]
    private sealed partial class Types : JsonSerializerContext;
}
