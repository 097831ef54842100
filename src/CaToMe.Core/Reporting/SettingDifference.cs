using CaToMe.Metrics;
using CaToMe.Studies;

namespace CaToMe.Reporting;

/// <summary>How two settings differ over the prompts and seeds that both have: first less second.</summary>
/// <param name="First">A setting.</param>
/// <param name="Second">Another one.</param>
/// <param name="Seconds">Difference of the time of a picture.</param>
/// <param name="Psnr">Difference of the likeness to the baseline, in dB.</param>
internal sealed record SettingDifference(string First, string Second, Interval Seconds, Interval Psnr)
{
    /// <summary>Every two settings; the baseline, which its own likeness is not measured of, is compared in time alone.</summary>
    internal static IReadOnlyList<SettingDifference> Of(IReadOnlyList<StudyRow> pictures, IReadOnlyList<Fidelity> fidelity)
    {
        var psnr = fidelity.Where(f => f.Psnr is not null).ToDictionary(f => f.Item, f => f.Psnr!.Value);
        var settings = pictures.GroupBy(p => p.Setting)
            .Select(g => (Name: g.Key, Of: g.GroupBy(p => p.Pair).ToDictionary(p => p.Key, p => p.First()))).ToList();
        return
        [
            .. from first in settings.Index()
               from second in settings.Skip(first.Index + 1)
               let pairs = first.Item.Of.Where(p => second.Of.ContainsKey(p.Key)).Select(p => (First: p.Value, Second: second.Of[p.Key])).ToList()
               select new SettingDifference(
                   first.Item.Name, second.Name,
                   Bootstrap.OfDifference(pairs.Select(p => (p.First.TotalSeconds, p.Second.TotalSeconds))),
                   Bootstrap.OfDifference(pairs.Where(p => psnr.ContainsKey(p.First.Item) && psnr.ContainsKey(p.Second.Item))
                       .Select(p => (psnr[p.First.Item], psnr[p.Second.Item])))),
        ];
    }
}
