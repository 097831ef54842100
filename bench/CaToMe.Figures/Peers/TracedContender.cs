using CaToMe.Measuring;

namespace CaToMe.Documents.Peers;

/// <summary>A network of another library, as it is or patched with tomesd.</summary>
internal sealed class TracedContender(TracedNetwork network, string implementation, string setting, BenchmarkInput input)
    : Contender(implementation, input.Type, setting)
{
    /// <summary>Both of a subject, from <c>emoji-64-plain.pt</c>, <c>sd15-64-tome50.pt</c> and so on.</summary>
    /// <exception cref="ModelException">One is missing or cannot be read.</exception>
    internal static IEnumerable<Contender> Of(string folder, BenchmarkInput input)
    {
        var geometry = input.Subject == BenchmarkSubject.Embedded256 ? "emoji" : "sd15";
        return [Named("plain", "diffusers", "none"), Named("tome50", "diffusers + tomesd", "ToMe r = 0.5")];

        TracedContender Named(string name, string implementation, string setting) => new(
            new TracedNetwork(Path.Combine(folder, $"{geometry}-{input.Sample.shape[^1]}-{name}.pt"), input.Weights, input.Type),
            implementation, setting, input);
    }

    public override void Dispose() => network.Dispose();

    protected override double TimeOneCall() => Seconds(() => network.Forward(input.Sample, input.Context));
}
