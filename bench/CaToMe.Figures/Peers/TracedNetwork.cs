using System.Runtime.InteropServices;
using CaToMe.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace CaToMe.Documents.Peers;

/// <summary>
/// A U-Net of another library, traced to TorchScript without weights and run by the same libtorch in the same process: what
/// a benchmark compares with. Its parameters are single elements expanded to their shape, and are filled by name.
/// </summary>
internal sealed class TracedNetwork : IDisposable
{
    private const string Prefix = "unet.";

    private readonly jit.ScriptModule module;
    private readonly Tensor timestep = tensor(500f);

    /// <param name="path">The <c>.pt</c> file.</param>
    /// <param name="weights">The parameters, by diffusers' names.</param>
    /// <exception cref="ModelException">It cannot be read.</exception>
    internal TracedNetwork(string path, ITensorSource weights)
    {
        try
        {
            module = jit.load(path);
        }
        catch (Exception e) when (e is ExternalException or IOException)
        {
            throw new ModelException($"{path} is not a traced network that libtorch reads: {e.Message.Split('\n')[0]}", e);
        }

        // Through another type and back: every parameter gets memory of its own.
        module.to(ScalarType.Float64);
        module.to(ScalarType.Float32);
        foreach (var (name, parameter) in module.named_parameters())
        {
            var plain = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
            using var value = weights is ITensorMaker maker ? maker.Make(plain, parameter.shape) : weights.Load(plain);
            parameter.copy_(value);
        }
    }

    /// <summary>The prediction, which the caller owns.</summary>
    internal Tensor Forward(Tensor sample, Tensor context) => (Tensor)module.call(sample, timestep, context);

    public void Dispose()
    {
        timestep.Dispose();
        module.Dispose();
    }
}
