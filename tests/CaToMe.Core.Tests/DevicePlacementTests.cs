using System.Text.RegularExpressions;

namespace CaToMe.Tests;

/// <summary>New tensors name their device: without one they lie on the CPU, and computing with them fails on a GPU.</summary>
public partial class DevicePlacementTests
{
    private static readonly Dictionary<string, string> OnTheCpu = new()
    {
        ["GivenNoiseStart.cs"] = "noise comes from the CPU",
        ["Linear.cs"] = "for our own products, which run on the CPU alone",
        ["NoiseSchedule.cs"] = "a table that is read back at once",
        ["NoiseStart.cs"] = "noise comes from the CPU",
        ["PromptEncoder.cs"] = "token ids, which the encoder moves to its device, and positions, which are moved where they are used",
        ["TokenSplit.cs"] = "positions that are read back at once",
        ["UniPcScheduler.cs"] = "weights that are read back at once",
    };

    [Fact]
    public void New_tensors_name_their_device_but_in_these_files()
    {
        var engine = Path.Combine(RepositoryFolder.Path, "src", "CaToMe.Core");
        var without = from folder in ReadBackTests.Folders
                      from file in Directory.EnumerateFiles(Path.Combine(engine, folder), "*.cs")
                      where File.ReadLines(file).Any(line => Makes().IsMatch(line) && !Names().IsMatch(line))
                      select Path.GetFileName(file);
        Assert.Equal(OnTheCpu.Keys.Order(StringComparer.Ordinal), without.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"(?<![.\w])(tensor|zeros|ones|full|empty|arange|linspace|eye|rand|randn|randint)\(")]
    private static partial Regex Makes();

    [GeneratedRegex(@"\bdevice\b|\bCPU\b")]
    private static partial Regex Names();
}
