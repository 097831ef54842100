using static TorchSharp.torch;

namespace CaToMe.Tests.Parity;

[Trait("Category", "Parity")]
public class GeneratorTests
{
    public static TheoryData<string> Names() => [.. Golden.Cases("rng", "cases.json").Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_seed_gives_PyTorchs_numbers(string name)
    {
        var recorded = Golden.Cases("rng", "cases.json").Single(c => c.GetProperty("name").GetString() == name);
        var shape = recorded.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()).ToArray();
        using var scope = NewDisposeScope();
        using var file = Golden.Tensors("rng", "cases.safetensors");
        using var generator = new Generator(recorded.GetProperty("seed").GetUInt64(), CPU);

        foreach (var (field, values) in new (string, Func<Tensor>)[]
        {
            ("randn1", () => randn(shape, generator: generator)),
            ("randn2", () => randn(shape, generator: generator)),
            ("randint4", () => randint(4, shape, dtype: ScalarType.Int64, generator: generator)),
        })
        {
            if (file.Entries.ContainsKey($"{name}/{field}"))
            {
                Assert.True(values().eq(file.Load($"{name}/{field}")).all().item<bool>(), field);
            }
        }
    }
}
