using System.Text.Json;
using System.Text.RegularExpressions;
using CaToMe.Models;

namespace CaToMe.Tool.Tests;

public class InspectCommandTests
{
    [Fact]
    public async Task The_embedded_model_is_shown_with_its_blocks_and_sizes()
    {
        var (exitCode, output, error) = await CommandLine.Run("inspect");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.All(
            new[] { "emoji", "unet", "vae", "text_encoder", "up_blocks.3", "256 x 256", "4096", "No problems found." },
            part => Assert.Contains(part, output));
        Assert.All(output.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Fact]
    public async Task Tokens_are_counted_for_the_size_that_is_asked()
    {
        var report = JsonDocument.Parse((await CommandLine.Run("inspect --width 384 --json")).Output).RootElement;
        var size = Assert.Single(report.GetProperty("sizes").EnumerateArray());
        Assert.Equal((384, 256), (size.GetProperty("width").GetInt32(), size.GetProperty("height").GetInt32()));
        Assert.Equal(96 * 64, size.GetProperty("blocks")[0].GetProperty("tokens").GetInt32());
    }

    [Fact]
    public async Task A_size_that_the_model_cannot_draw_is_refused()
    {
        var (exitCode, _, error) = await CommandLine.Run("inspect --height 250");
        Assert.Equal(2, exitCode);
        Assert.StartsWith("error: --height is 250: give a multiple of 4", error);
    }

    [Fact]
    public async Task A_model_that_lacks_a_part_ends_with_1()
    {
        using var folder = EmbeddedModelCopy();
        Directory.Delete(folder["vae"], recursive: true);
        var (exitCode, output, _) = await CommandLine.Run(["inspect", folder.Path]);
        Assert.Equal(1, exitCode);
        Assert.Contains("vae", output[output.IndexOf("Problems", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_that_do_not_fit_the_configuration_end_with_1()
    {
        using var folder = EmbeddedModelCopy();
        var config = folder["unet/config.json"];
        File.WriteAllText(config, Regex.Replace(File.ReadAllText(config), "\"in_channels\": *\\d+", "\"in_channels\": 9"));
        var (exitCode, output, _) = await CommandLine.Run(["inspect", folder.Path]);
        Assert.Equal(1, exitCode);
        Assert.Contains("conv_in.weight has the shape", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scaling_factor_that_cannot_be_ends_inspecting_and_drawing_with_1_and_is_named()
    {
        using var folder = EmbeddedModelCopy();
        var config = folder["vae/config.json"];
        File.WriteAllText(config, Regex.Replace(File.ReadAllText(config), "\"scaling_factor\": *[0-9.]+", "\"scaling_factor\": 0"));
        var (inspected, problems, _) = await CommandLine.Run(["inspect", folder.Path]);
        var (drawn, _, error) = await CommandLine.Run(["generate", "a house", "--model", folder.Path, "--out", folder["x.png"]]);
        Assert.Equal((1, 1), (inspected, drawn));
        Assert.All([problems, error], text => Assert.Contains("scaling_factor is 0", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broken_model_ends_with_1_and_its_problems()
    {
        using var folder = new TemporaryFolder("catome-");
        File.WriteAllText(folder["model.safetensors"], "not a model");
        var (exitCode, output, _) = await CommandLine.Run(["inspect", folder["model.safetensors"]]);
        Assert.Equal(1, exitCode);
        Assert.Contains("Problems", output);
        Assert.Contains("is not a valid safetensors file", output);
    }

    private static TemporaryFolder EmbeddedModelCopy()
    {
        var folder = new TemporaryFolder("catome-");
        foreach (var file in Directory.GetFiles(EmbeddedModel.Path, "*", SearchOption.AllDirectories))
        {
            var copy = folder[Path.GetRelativePath(EmbeddedModel.Path, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return folder;
    }
}
