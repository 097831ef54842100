using System.Globalization;
using System.Management.Automation;

namespace CaToMe.Module.Tests;

public sealed class SweepTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    /// <summary>A cell that spoils a row: the column, the text, and the id of the error.</summary>
    private static readonly (string Column, string Text, string Id)[] Spoilers =
    [
        ("Prompt", "", "PromptMissing"),
        ("Prompt", "   ", "PromptMissing"),
        ("Seed", "abc", "SettingNotAccepted"),
        ("Seed", "1.5", "SettingNotAccepted"),
        ("Seed", "99999999999999999999", "SettingNotAccepted"),
        ("Steps", "0", "SettingNotAccepted"),
        ("Steps", "-3", "SettingNotAccepted"),
        ("Steps", "many", "SettingNotAccepted"),
        ("Steps", "100000", "SettingNotAccepted"),
        ("Size", "64", ""),
        ("Size", "64y64", "SettingNotAccepted"),
        ("Size", "63x64", "SettingNotAccepted"),
        ("Size", "0x0", "SettingNotAccepted"),
        ("Merge", "catome:2", "SettingNotAccepted"),
        ("Merge", "tome:-1", "SettingNotAccepted"),
        ("Merge", "strong", "SettingNotAccepted"),
        ("Merge", "catome:0.9@sometimes", "SettingNotAccepted"),
        ("Merge", "catome:0.9 stride=0", "SettingNotAccepted"),
        ("Sampler", "magic", "SettingNotAccepted"),
        ("GuidanceScale", "strong", "SettingNotAccepted"),
        ("GuidanceScale", "NaN", "SettingNotAccepted"),
        ("Batch", "0", "SettingNotAccepted"),
        ("Count", "0", "SettingNotAccepted"),
        ("ClipSkip", "-1", "SettingNotAccepted"),
        ("Model", "nowhere", "ModelNotFound"),
        ("OutputPath", "sweep/picture.jpg", "SettingNotAccepted"),
    ];

    [Fact]
    public void A_hundred_rows_with_25_bad_ones_give_75_pictures_and_25_errors_in_order()
    {
        var bad = Spoilers.Where(s => s.Id.Length > 0).ToList();
        var rows = Enumerable.Range(0, 100).Select(i => Row(i, i % 4 == 2 ? bad[i / 4] : null)).ToArray<object>();
        var result = drawing.RunPlain("$input | New-DiffusionImage", rows);

        Assert.Equal(Enumerable.Range(0, 100).Where(i => i % 4 != 2).Select(i => (long)i), result.Values<long>("Seed"));
        Assert.All(result.Values<string>("Path"), path => Assert.True(File.Exists(path)));
        Assert.Equal(bad.Select(b => b.Id), result.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(Enumerable.Range(0, 100).Where(i => i % 4 == 2).Select(i => rows[i]), result.Errors.Select(e => e.TargetObject));
        Assert.All(result.Errors, e => Assert.False(string.IsNullOrEmpty(e.ErrorDetails.RecommendedAction)));
        Assert.All(result.Errors, e => Assert.NotEqual(ErrorCategory.NotSpecified, e.CategoryInfo.Category));
    }

    private static PSObject Row(int number, (string Column, string Text, string Id)? spoiler)
    {
        var row = new PSObject();
        foreach (var (name, text) in new[]
        {
            ("Prompt", "a fox"), ("Seed", number.ToString(CultureInfo.InvariantCulture)), ("Steps", "1"), ("Size", "64x64"), ("GuidanceScale", "1"),
            ("Merge", number % 2 == 0 ? "none" : "catome:0.5"), ("Sampler", ""),
            ("Batch", ""), ("Count", ""), ("ClipSkip", ""), ("Model", "small"), ("OutputPath", "sweep"),
        })
        {
            row.Properties.Add(new PSNoteProperty(name, spoiler is { } s && s.Column == name ? s.Text : text));
        }

        return row;
    }
}
