using System.Text.Json;
using CaToMe.Merging;
using CaToMe.Reuse;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Tests.Parity;

[Trait("Category", "Parity")]
public class MergingTests
{
    public static TheoryData<string> Names() => [.. Golden.Cases("merging", "cases.json").Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Tokens_merge_and_unmerge_as_in_the_published_code(string name)
    {
        var recorded = Golden.Cases("merging", "cases.json").Single(c => c.GetProperty("name").GetString() == name);
        using var scope = NewDisposeScope();
        using var file = Golden.Tensors("merging", "cases.safetensors");
        var tokens = file.Load(recorded.GetProperty("tokens").GetString()!);
        var (height, width) = Pair(recorded.GetProperty("grid"));
        var (strideY, strideX) = Pair(recorded.GetProperty("stride"));
        var options = new MergeOptions
        {
            Method = recorded.TryGetProperty("ratio", out var ratio) ? MergeMethod.ToMe : MergeMethod.CaToMe,
            Ratio = ratio.ValueKind == JsonValueKind.Number ? ratio.GetDouble() : 0,
            Threshold = recorded.TryGetProperty("threshold", out var threshold) ? threshold.GetDouble() : 0,
            StrideX = strideX,
            StrideY = strideY,
            ReferenceCompatible = true,
        };
        var grid = new TokenGrid(height, width, 1);
        using var session = new MergeSession(recorded.GetProperty("generator_seed").GetInt64());
        var destinations = recorded.GetProperty("random_dst").GetBoolean() ? TokenSplit.DrawPositions(grid, strideX, strideY, session.Generator) : null;

        var metric = file.Load(recorded.GetProperty("metric").GetString()!);
        foreach (var form in Enum.GetValues<PlanForm>())
        {
            var (made, _) = new TokenMerger(options, session, new ListedCalls(new HashSet<int> { 0 }), new MergeRecorder(collectPairs: false), form)
                .Plan(metric, grid, destinations);
            var open = made as OpenPlan;
            using var plan = open?.Close([.. open.Counts.data<long>().Select(count => (int)count)]) ?? made;

            var merged = plan?.Merge(tokens).Values.view(tokens.shape[0], -1, tokens.shape[2]) ?? tokens;
            var unmerged = plan?.Unmerge(plan.Merge(tokens).Values) ?? tokens;
            Assert.Equal(recorded.GetProperty("tokens_after").GetInt64(), merged.shape[1]);
            Assert.InRange((unmerged - file.Load($"{name}/unmerged")).abs().max().item<float>(), 0, 1e-5);
            Assert.InRange((merged - file.Load($"{name}/merged")).abs().max().item<float>(), 0, 1e-5);
            open?.Dispose();
        }
    }

    private static (int First, int Second) Pair(JsonElement list) => (list[0].GetInt32(), list[1].GetInt32());
}
