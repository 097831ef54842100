using CaToMe.Measuring;
using CaToMe.Tool.Output;

namespace CaToMe.Documents;

/// <summary>Tables of U-Net calls.</summary>
internal static class CallTables
{
    internal const string Ours = "CaToMe";

    /// <summary>Our network under each way of merging.</summary>
    internal static string Own(IReadOnlyList<UNetTiming> timings) => TextTable.Markdown(
        ["network", "type", "merging", " call", " of the plain one", " merged", " applying"],
        timings.Where(t => t.Implementation == Ours).Select(t => new[]
        {
            NameOf(t.Subject), t.Dtype, t.Setting, Seconds(t), Against(t, Plain(timings, t)), t.MergedShare > 0 ? Numbers.Share(t.MergedShare) : "",
            t.ApplicationShare is { } share ? Numbers.Percent(share) : "",
        }));

    /// <summary>What the peers do too, and how long we take for it in their type; beside float32 in bfloat16 as well.</summary>
    internal static string BesidePeers(IReadOnlyList<UNetTiming> timings) => TextTable.Markdown(
        ["network", "merging", "peer", " its call", "CaToMe", " call", " of the peer's"],
        timings.Where(t => t.Implementation != Ours).SelectMany(peer => timings
            .Where(t => t.Implementation == Ours && t.Subject == peer.Subject && t.Setting == peer.Setting)
            .Where(t => t.Dtype == peer.Dtype || peer.Dtype == "float32")
            .Select(own => new[]
            {
                NameOf(peer.Subject), peer.Setting, $"{peer.Implementation}, {peer.Dtype}", Seconds(peer), own.Dtype, Seconds(own), $"**{Against(own, peer)}**",
            })));

    private static UNetTiming Plain(IEnumerable<UNetTiming> timings, UNetTiming like) =>
        timings.First(t => t.Implementation == Ours && t.Subject == like.Subject && t.Dtype == like.Dtype && t.Setting == "none");

    private static string Seconds(UNetTiming timing) => Numbers.Seconds(timing.Seconds);

    private static string Against(UNetTiming timing, UNetTiming other) => Numbers.Factor(timing.Seconds / other.Seconds);

    private static string NameOf(BenchmarkSubject subject) => subject switch
    {
        BenchmarkSubject.Embedded256 => "emoji",
        BenchmarkSubject.StableDiffusion512 => "sd15-512",
        _ => "sd15-768",
    };
}
