using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Fluid;
using static System.FormattableString;

namespace CaToMe.Reporting;

/// <summary>
/// A study as one HTML page that needs no other file. All text of prompts, settings and files is encoded by the template; its policy allows no
/// network and no script but its own.
/// </summary>
internal static partial class ReportPage
{
    /// <summary>So many pictures are in the page: each is half a megabyte at most.</summary>
    private const int MostPictures = 48;

    internal static string Write(string folder, ReportData data)
    {
        var (script, prompts) = (Resource("page.js"), Prompts(folder, data));
        var template = new FluidParser().Parse(Resource("page.liquid"));
        var context = new TemplateContext(
            new
            {
                Title = $"Study: {string.Join(", ", data.Pictures.Select(p => Path.GetFileName(p.Model)).Distinct())}",
                Facts = Invariant($"{data.Pictures.Count} pictures, {data.Settings.Count} settings, ")
                    + Invariant($"{data.Pictures.Select(p => p.Prompt).Distinct().Count()} prompts, ")
                    + Invariant($"{data.Pictures.Select(p => p.Seed).Distinct().Count()} seeds"),
                Style = Resource("page.css"),
                Script = script,
                ScriptHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script))),
                SettingHeads = ReportTables.SettingHeads(data),
                Settings = ReportTables.Settings(data),
                ReportTables.DifferenceHeads,
                Differences = ReportTables.Differences(data),
                Figures = data.Figures.Select(f => new { f.Name, f.Title, f.Text, Svg = Inline(f) }).ToList(),
                Prompts = prompts,
                PicturesText = Invariant($"{prompts.Sum(p => p.Shots.Count)} of {data.Pictures.Count} pictures are shown."),
                data.LeftOut,
            },
            new TemplateOptions { MemberAccessStrategy = UnsafeMemberAccessStrategy.Instance });
        return template.Render(context, HtmlEncoder.Default);
    }

    private static List<PromptShots> Prompts(string folder, ReportData data)
    {
        var fidelity = data.Fidelity.ToDictionary(f => f.Item);
        var pairs = data.Pictures.GroupBy(p => p.Pair).ToList();
        var shown = Math.Max(1, MostPictures / Math.Max(1, data.Settings.Count));
        return
        [
            .. pairs.Take(shown).Select(pair => new PromptShots(Invariant($"{pair.Key.Prompt} (seed {pair.Key.Seed})"),
            [
                .. pair.Select(p => new Shot(
                    p.Setting, p.IsBaseline, Convert.ToBase64String(File.ReadAllBytes(Fidelity.PathOf(folder, p))),
                    Invariant($"{p.TotalSeconds:0.00} s") + (fidelity[p.Item].Psnr is { } psnr ? Invariant($" · {psnr:0.0} dB") : ""))),
            ])),
        ];
    }

    /// <summary>A plot within the page: it takes the width it is given, and its names are its own.</summary>
    private static string Inline(ReportFigure figure)
    {
        var svg = figure.Plot.ToSvg();
        svg = svg[svg.IndexOf("<svg", StringComparison.Ordinal)..];
        svg = Size().Replace(svg, match => $"{match.Groups[1].Value}viewBox=\"0 0 {match.Groups[2].Value} {match.Groups[3].Value}\"", 1);
        svg = svg.Replace("<svg", $"<svg role=\"img\" aria-label=\"{HtmlEncoder.Default.Encode(figure.Text)}\"", StringComparison.Ordinal);
        return Names().Replace(svg, match => $"{match.Groups[1].Value}{figure.Name}-{match.Groups[2].Value}");
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(ReportPage).Assembly.GetManifestResourceStream("report/" + name)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("""(<svg[^>]*?)width="(\d+)" height="(\d+)"(?: viewBox="[^"]*")?""")]
    private static partial Regex Size();

    [GeneratedRegex("""( id="|url\(#|href="#)([^")]+)""")]
    private static partial Regex Names();

    private sealed record PromptShots(string Label, IReadOnlyList<Shot> Shots);

    private sealed record Shot(string Setting, bool IsBaseline, string Data, string Detail);
}
