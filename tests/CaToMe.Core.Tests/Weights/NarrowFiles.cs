using System.Text.Json;
using System.Text.Json.Nodes;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Weights;

/// <summary>
/// The published single files with all their tensors under their real names, each side as much narrower as the drawing of a test can
/// afford, and filled with made-up numbers; the configs that apply to them are the published ones with the same sides.
/// </summary>
internal static class NarrowFiles
{
    /// <summary>The width that stands for the narrowest layers of a network; a normalisation has 32 groups.</summary>
    private const int Narrowest = 32;

    private const int SizeWidth = 8;

    /// <summary>The narrowest layers' width, and what the sides that are no multiple of it become.</summary>
    private static readonly Dictionary<string, (long Base, long To, Dictionary<long, long> Others)> Sides = new()
    {
        ["unet-sd1"] = (320, Narrowest, new() { [768] = 32 }),
        ["unet-sd2"] = (320, Narrowest, new() { [1024] = 64 }),
        ["unet-sdxl"] = (320, Narrowest, new() { [2048] = 32 + 64, [2816] = 64 + (6 * SizeWidth) }),
        ["unet-refiner"] = (384, Narrowest, new() { [1280] = 64, [2560] = 64 + (5 * SizeWidth) }),
        ["vae"] = (128, Narrowest, []),
        ["clip-l"] = (768, 32, []),
        ["openclip-h"] = (1024, 64, []),
        ["openclip-g"] = (1280, 64, []),
    };

    /// <summary>Writes a file, and a folder with its configs.</summary>
    /// <param name="folder">Where to: the configs; the file is <c>model.safetensors</c> in it.</param>
    /// <param name="file">Which published file.</param>
    /// <param name="type">The type that its numbers are stored in.</param>
    /// <returns>The file's path.</returns>
    internal static string Write(TemporaryFolder folder, string file, ScalarType type = ScalarType.Float16)
    {
        using var scope = NewDisposeScope();
        var numbers = new HashedWeights("");
        var path = SafetensorsFile.Save(folder["model.safetensors"], PublishedFiles.TensorsOfFile(file).ToDictionary(
            t => t.Name, t => numbers.Make(t.Name, Narrowed(t.List, t.Shape)).to(type)));
        WriteConfigs(folder, file);
        return path;
    }

    private static long[] Narrowed(string? list, long[] shape) => list is null ? shape : [.. shape.Select(side => Narrowed(list, side))];

    private static long Narrowed(string list, long side)
    {
        var (width, to, others) = Sides[list];
        return others.TryGetValue(side, out var other) ? other : side % width == 0 ? side / width * to : side;
    }

    private static void WriteConfigs(TemporaryFolder folder, string file)
    {
        PublishedFiles.Write(folder["published.safetensors"], file);
        using var published = ModelFiles.Open(folder["published.safetensors"]);
        var lists = PublishedFiles.TensorsOfFile(file).Select(t => t.List).OfType<string>().Distinct().ToList();
        var unet = lists.Single(l => l.StartsWith("unet", StringComparison.Ordinal));
        var isXl = unet is "unet-sdxl" or "unet-refiner";
        Save("unet", unet, "config.json", ["block_out_channels", "cross_attention_dim", "projection_class_embeddings_input_dim"], config =>
        {
            config["attention_head_dim"] = unet == "unet-sd1" ? 8
                : new JsonArray([.. config["block_out_channels"]!.AsArray().Select(c => (JsonNode?)((long)c! / Narrowest))]);
            config["addition_time_embed_dim"] = isXl ? SizeWidth : null;
        });
        Save("vae", "vae", "config.json", ["block_out_channels"], _ => { });
        SaveText("text_encoder", unet == "unet-sd2" ? "openclip-h" : "clip-l", isWanted: unet != "unet-refiner");
        SaveText("text_encoder_2", "openclip-g", isXl);
        Save("scheduler", "vae", "scheduler_config.json", [], _ => { });
        folder.Write(published.Config("model_index").GetRawText(), "model_index.json");

        void SaveText(string component, string list, bool isWanted)
        {
            if (isWanted)
            {
                Save(component, list, "config.json", ["hidden_size", "intermediate_size", "projection_dim"], config => config["num_attention_heads"] = 4);
            }
        }

        void Save(string component, string list, string name, string[] sides, Action<JsonObject> change)
        {
            var config = JsonSerializer.SerializeToNode(published.Config(component))!.AsObject();
            foreach (var side in sides.Where(s => config[s] is not null))
            {
                config[side] = config[side] is JsonArray several
                    ? new JsonArray([.. several.Select(v => (JsonNode?)Narrowed(list, (long)v!))])
                    : Narrowed(list, (long)config[side]!);
            }

            change(config);
            folder.Write(config.ToJsonString(), component, name);
        }
    }
}
