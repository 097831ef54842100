using System.Globalization;
using System.Text.Json;
using CaToMe.Imaging;
using CaToMe.Measuring;
using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Tests.Output;

public class RecordTests
{
    private static readonly MergeOptions Merging =
        new() { Method = MergeMethod.CaToMe, Threshold = 0.95, Checkpoints = CheckpointSchedule.Parse("every-5"), StrideY = 4 };

    private static readonly GenerationResult Result = new()
    {
        Request = new()
        {
            Prompt = "ein \"Häuschen\"\n", NegativePrompt = "fog", Seed = 7, Batch = 2, Width = 8, Height = 4,
            GuidanceScale = 3, Sampler = "dpm++2m", Merge = Merging, GuidanceCalls = CheckpointSchedule.Parse("0-1,3"),
        },
        Images = [new RgbImage(8, 4, new byte[96]), new RgbImage(8, 4, new byte[96])],
        Latents = new Latents([0], [1, 1, 1, 1]),
        Elapsed = TimeSpan.FromSeconds(2.5),
        SamplingTime = TimeSpan.FromSeconds(2.25),
        Statistics = new MergeStatistics([new("block", 0, 4, [1, 3], true), new("block", 1, 4, [2, 2], false), new("block", 2, 4, [2, 2], false)]),
        Warnings = ["it was cut."],
        Model = new()
        {
            Name = "tiny",
            Path = "/models/tiny",
            Hash = "0123456789",
            Family = "SD 1.x",
            Device = "cpu",
            Dtype = "float32",
            DefaultWidth = 8,
            DefaultHeight = 4,
            DefaultGuidanceScale = 3,
            DefaultSampler = "pndm",
            RecommendedMerge = MergeOptions.None,
            AutoencoderFactor = 4,
        },
    };

    [Fact]
    public void A_picture_is_one_line_of_ASCII_with_every_setting_in_any_culture()
    {
        var run = new PlannedRun(Result.Request, ["a.png", "b.png"], "l.safetensors");
        var json = In("de-DE", () => new PictureRecord(Result, 1, run).ToJson());

        Assert.All(json, c => Assert.InRange(c, ' ', '~'));
        var record = JsonDocument.Parse(json).RootElement;
        Assert.Equal(Path.GetFullPath("b.png"), record.GetProperty("path").GetString());
        Assert.Equal(Path.GetFullPath("l.safetensors"), record.GetProperty("latents").GetString());
        Assert.Equal("ein \"Häuschen\"\n", record.GetProperty("prompt").GetString());
        Assert.Equal("dpm++2m", record.GetProperty("sampler").GetString());
        Assert.Equal((7, 1, 8, 4, 25), (Int(record, "seed"), Int(record, "batchIndex"), Int(record, "width"), Int(record, "height"), Int(record, "steps")));
        Assert.Equal(("0,1,3", JsonValueKind.Null), (record.GetProperty("guidanceCalls").GetString(), record.GetProperty("deepCalls").ValueKind));
        Assert.Equal((2.5, 2.25, 0.5), (Number(record, "elapsedSeconds"), Number(record, "samplingSeconds"), Number(record, "mergedShare")));
        Assert.Equal((1, 2), (Int(record, "computed"), Int(record, "reused")));
        Assert.Equal("it was cut.", record.GetProperty("warnings")[0].GetString());
        Assert.Equal(
            ("tiny", "cpu", "float32"),
            (record.GetProperty("model").GetString(), record.GetProperty("device").GetString(), record.GetProperty("dtype").GetString()));
        var merge = record.GetProperty("merge");
        Assert.Equal(
            ("catome", "every-5", "2x4"),
            (merge.GetProperty("method").GetString(), merge.GetProperty("checkpoints").GetString(), merge.GetProperty("stride").GetString()));
        Assert.Equal(0.95, Number(merge, "threshold"));
        Assert.Equal(JsonValueKind.Null, merge.GetProperty("ratio").ValueKind);
    }

    [Fact]
    public void Equal_pictures_have_no_finite_PSNR_and_JSON_says_null()
    {
        var record = JsonDocument.Parse(new ComparisonRecord(Measured("CA-ToMe", Merging, 1, double.PositiveInfinity), "grid.png").ToJson()).RootElement;
        Assert.Equal(JsonValueKind.Null, record.GetProperty("psnr").ValueKind);
        Assert.Equal("CA-ToMe", record.GetProperty("label").GetString());
        Assert.Equal(Path.GetFullPath("grid.png"), record.GetProperty("grid").GetString());
    }

    [Fact]
    public void A_comparison_ends_with_the_mean_of_its_prompts()
    {
        MergeMeasurementRecord[] records =
        [
            Measured("baseline", MergeOptions.None, 4, double.PositiveInfinity), Measured("fast", Merging, 2, 30),
            Measured("baseline", MergeOptions.None, 2, double.PositiveInfinity, "b"), Measured("fast", Merging, 1, 34, "b"),
        ];
        using StringWriter output = new(), error = new();
        new Terminal(output, error).Result(In("de-DE", () => ComparisonTable.Of(records)));

        var rows = output.ToString().Split('\n').Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(l => l.Length > 0).ToList();
        Assert.Equal(["mean", "baseline", "3.00", "s"], rows[^2]);
        Assert.Equal(["fast", "1.50", "s", "2.00", "x", "50", "%", "32.0", "dB", "0.900"], rows[^1]);
    }

    [Fact]
    public void The_mean_of_a_comparison_that_was_stopped_is_of_prompts_that_are_whole()
    {
        MergeMeasurementRecord[] records =
        [
            Measured("baseline", MergeOptions.None, 4, 0), Measured("fast", Merging, 2, 30),
            Measured("baseline", MergeOptions.None, 2, 0, "b"),
        ];
        using StringWriter output = new(), error = new();
        new Terminal(output, error).Result(ComparisonTable.Of(records));
        Assert.DoesNotContain("mean", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("b       baseline  2.00 s", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_of_a_file_are_shown_under_the_names_of_their_options()
    {
        var rows = In("de-DE", () => new InfoRecord("a.png", ImageMetadata.Of(Result)).Rows().ToDictionary());
        Assert.Equal(("7", "3", "catome", "0.95", "2x4"), (rows["seed"], rows["guidance"], rows["merge"], rows["threshold"], rows["stride"]));
        Assert.Equal("0,1,3", rows["guidance-calls"]);
        Assert.DoesNotContain("ratio", rows.Keys);
        Assert.DoesNotContain(rows.Keys, name => name is "deep-calls" or "shallow-layers" or "unet-calls" or "schedule" or "guidance-interval");
        Assert.All(rows.Keys, name => Assert.Matches("^[a-z][a-z -]*$", name));
    }

    [Fact]
    public void Settings_of_another_program_say_whose_they_are_and_what_is_not_known()
    {
        var texts = new Dictionary<string, string> { ["parameters"] = "a castle\nSteps: 20 | Seed: -1 | Sampler: Restart | Size: 8x8\nTemplate: two\nlines" };
        var record = new InfoRecord("a.png", ImageMetadata.Parse(texts, "a.png"));
        var rows = record.Rows().ToDictionary();
        Assert.Equal(("unknown", "Restart", "two\nlines"), (rows["seed"], rows["Sampler"], rows["Template"]));
        Assert.StartsWith("SD.Next ", rows["read from"], StringComparison.Ordinal);
        var json = JsonDocument.Parse(record.ToJson()).RootElement;
        Assert.Equal((JsonValueKind.Null, "SD.Next"), (json.GetProperty("seed").ValueKind, json.GetProperty("writer").GetString()));
    }

    [Theory]
    [InlineData(35, "  prompt      a castle on a hill,\n              in the morning\n              two\n")]
    [InlineData(int.MaxValue, "  prompt      a castle on a hill, in the morning\n              two\n")]
    public void A_long_value_is_wrapped_below_itself(int width, string expected)
    {
        using var output = new StringWriter { NewLine = "\n" };
        IndentedRow.Write(output, "prompt", "a castle on a hill, in the morning\r\ntwo", 14, width);
        Assert.Equal(expected, output.ToString());
    }

    [Fact]
    public void What_info_says_fits_a_terminal_of_80_columns()
    {
        var texts = new Dictionary<string, string> { ["parameters"] = "a castle\nSteps: 20, Seed: 1, Sampler: Euler a, Size: 8x8" };
        var rows = new InfoRecord("a.png", ImageMetadata.Parse(texts, "a.png")).Rows()
            .Concat(new InfoRecord("a.png", ImageMetadata.Of(Result with { ContinuesCache = true })).Rows());
        Assert.All(rows, row => Assert.InRange(26 + row.Value.Length, 0, 79));
    }

    private static MergeMeasurementRecord Measured(string label, MergeOptions options, double seconds, double psnr, string prompt = "a") => new()
    {
        Setting = new(label, options),
        Result = Result with { Request = Result.Request with { Prompt = prompt, Merge = options } },
        Baseline = Result,
        Elapsed = TimeSpan.FromSeconds(seconds),
        SpeedUp = psnr == 0 ? 1 : 2,
        Psnr = psnr,
        Ssim = 0.9,
    };

    private static int Int(JsonElement record, string name) => record.GetProperty(name).GetInt32();

    private static double Number(JsonElement record, string name) => record.GetProperty(name).GetDouble();

    private static T In<T>(string culture, Func<T> work)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            return work();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
