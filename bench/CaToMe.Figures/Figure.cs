using System.Globalization;
using System.Text;
using CaToMe.Documents.Loading;
using CaToMe.Documents.Scale;
using CaToMe.Figures;
using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Runtime;

namespace CaToMe.Documents;

/// <summary>Something that is made of measurements.</summary>
/// <param name="Name">Its name on the command line; of a block, in its markers.</param>
/// <param name="Write">Measures what is not yet measured, and writes.</param>
internal sealed record Figure(string Name, Action<Study> Write)
{
    /// <summary>The option that gives traced networks.</summary>
    internal const string Peers = "--peers FOLDER";

    /// <summary>The option that gives a file of Stable Diffusion 1.x.</summary>
    internal const string Checkpoint = "--checkpoint FILE";

    /// <summary>Whether it is made only when it is asked for, as it has little to do with the embedded model.</summary>
    internal bool IsExtra { get; private init; }

    /// <summary>The option that gives what it is measured with, and its value; null where it needs nothing.</summary>
    private string? Needs { get; init; }

    /// <summary>All of them; the first decides what the others show.</summary>
    internal static IReadOnlyList<Figure> All { get; } =
    [
        new("recommendation", WriteRecommendation),
        new("self-check", study => WholeFile.Write(Study.SelfCheckFile, file => file.Write(Encoding.UTF8.GetBytes(study.RecordSelfCheck().ToJson())))),
        new("picture", WritePicture),
        Block("threshold", study => Invariant(study.Recommendation.Threshold)),
        Block("checkpoints", study => study.Recommendation.Checkpoints),
        Block("merge", study => study.Recommendation.Merge.ToString()),
        Block("compare", MeasuredTables.Compare),
        Block("pictures", MeasuredTables.Pictures),
        Block("candidates", MeasuredTables.Candidates),
        Block("drawn", ShellTables.Drawn),
        Block("measured", ShellTables.Measured),
        Block("pairs", ShellTables.Pairs),
        Block("calls", study => CallTables.Own(study.EmbeddedCalls())),
        new("recipes", study => study.WriteRecipes()) { IsExtra = true },
        new("frontier-picture", study => FrontierFigures.WritePicture(study.Found)) { IsExtra = true },
        Block("frontier", study => FrontierFigures.Frontier(study.Found)) with { IsExtra = true },
        Block("found", study => FrontierFigures.Recipes(study.Found)) with { IsExtra = true },
        Block("savings", study => study.Savings()) with { IsExtra = true },
        new("study", study => study.Paper.WritePictures()) { IsExtra = true },
        Block("study-settings", study => study.Paper.Settings()) with { IsExtra = true },
        Block("study-claims", study => study.Paper.Claims()) with { IsExtra = true },
        Block("hires", ImagesIn.Hires),
        new("images-in", ImagesIn.WritePicture),
        new("preview-map", PreviewFigures.WriteMap) { IsExtra = true },
        new("previews", PreviewFigures.WritePicture),
        Block("preview-cost", PreviewFigures.Cost),
        Block("start-up", _ => StartUpTable.Of()) with { IsExtra = true },
        Block("loading", study => LoadingTable.Of(study.Checkpoint!)) with { IsExtra = true, Needs = Checkpoint },
        Block("parts", PartTables.Parts) with { IsExtra = true },
        Block("roofline", PartTables.Roofline) with { IsExtra = true },
        Block("vae", PartTables.Decoding) with { IsExtra = true },
        Block("types", TypeTable.Of) with { IsExtra = true },
        Block("scale", study => ScaleTable.Of(study.Scale)) with { IsExtra = true },
        Block("calls-sd15", study => CallTables.Own(study.PublishedCalls)) with { IsExtra = true },
        Block("calls-peers", study => CallTables.BesidePeers(study.PeersCalls())) with { IsExtra = true, Needs = Peers },
    ];

    /// <summary>The figures that are made.</summary>
    /// <param name="only">Their names; none: those of the embedded model, and all others where there are traced networks.</param>
    /// <param name="given">What there is to measure with: <see cref="Peers"/>, <see cref="Checkpoint"/>.</param>
    /// <exception cref="CaToMeException">A name is not known, or a figure needs what is not given.</exception>
    internal static IReadOnlyList<Figure> Chosen(IReadOnlyCollection<string> only, params IReadOnlyCollection<string> given)
    {
        if (only.FirstOrDefault(name => All.All(f => f.Name != name)) is { } unknown)
        {
            throw new OptionException("--only", unknown, $"give {string.Join(", ", All.Select(f => f.Name))}.");
        }

        bool CanBeMade(Figure figure) => figure.Needs is null || given.Contains(figure.Needs);
        return only.Count == 0 ? [.. All.Where(f => !f.IsExtra || (given.Contains(Peers) && CanBeMade(f)))]
            : All.FirstOrDefault(f => only.Contains(f.Name) && !CanBeMade(f)) is { } lacking
                ? throw new OptionException("--only", lacking.Name, $"add what it is measured with: {lacking.Needs}.")
            : [.. All.Where(f => only.Contains(f.Name))];
    }

    private static Figure Block(string name, Func<Study, string> content) => new(name, study =>
    {
        var made = content(study);
        foreach (var path in Repository.Pages)
        {
            var page = File.ReadAllText(path);
            if (Blocks.Names(page).Contains(name))
            {
                File.WriteAllText(path, Blocks.Replace(page, name, made));
            }
        }
    });

    private static void WritePicture(Study study)
    {
        var shown = MeasuredTables.Shown(study);
        PngFile.Save(Repository.PathOf("docs", "images", "comparison.png"), ComparisonGrid.Draw(shown), ComparisonGrid.Describe(shown));
    }

    private static void WriteRecommendation(Study study)
    {
        var best = Candidate.Best([.. study.Candidates.Where(c => c.Setting.Options.Method == MergeMethod.CaToMe)]);
        if (!best.KeepsTargets)
        {
            Console.Error.WriteLine($"No candidate is as like the pictures without merging as it should be: {best.Setting.Options} is the nearest.");
        }

        var (threshold, checkpoints) = (best.Setting.Options.EffectiveThreshold, best.Setting.Options.EffectiveCheckpoints.Name);
        var recommendation = Recommendations.Shipped.OfEmbedded with { Threshold = threshold, Checkpoints = checkpoints };
        WholeFile.Write(Study.RecommendationsFile, file => file.Write(Encoding.UTF8.GetBytes(
            Recommendations.Shipped.WithEmbedded(study.Hash, recommendation).ToJson())));
    }

    private static string Invariant(double number) => number.ToString(CultureInfo.InvariantCulture);
}
