using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using CaToMe.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace CaToMe.Documents.Peers;

/// <summary>
/// A U-Net of another library, traced to TorchScript without weights and run by the same libtorch in the same process: what
/// a benchmark compares with. Its parameters are single elements expanded to their shape, and are filled by name.
/// </summary>
internal sealed partial class TracedNetwork : IDisposable
{
    private const string Prefix = "unet.";

    private readonly jit.ScriptModule module;
    private readonly Tensor timestep = tensor(500f);

    /// <param name="path">The <c>.pt</c> file.</param>
    /// <param name="weights">The parameters, by diffusers' names.</param>
    /// <param name="type">The type that it computes in.</param>
    /// <exception cref="ModelException">It cannot be read.</exception>
    internal TracedNetwork(string path, ITensorSource weights, ScalarType type)
    {
        try
        {
            module = Load(path, type);
        }
        catch (Exception e) when (e is ExternalException or IOException)
        {
            throw new ModelException($"{path} is not a traced network that libtorch reads: {e.Message.Split('\n')[0]}", e);
        }

        // Into another type and back: every parameter gets memory of its own.
        module.to(ScalarType.BFloat16);
        module.to(type);
        using var scope = NewDisposeScope(); // named_parameters makes a handle of each, which would keep it
        foreach (var (name, parameter) in module.named_parameters())
        {
            var plain = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
            using var value = weights is ITensorMaker maker ? maker.Make(plain, parameter.shape) : weights.Load(plain);
            parameter.copy_(value);
        }
    }

    /// <summary>
    /// A trace has its type written into its code, where activations become the network's type. For another one, a copy with
    /// that type there.
    /// </summary>
    private static jit.ScriptModule Load(string path, ScalarType type)
    {
        if (type == ScalarType.Float32)
        {
            return jit.load(path);
        }

        var copy = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using (var from = ZipFile.OpenRead(path))
            using (var to = ZipFile.Open(copy, ZipArchiveMode.Create))
            {
                foreach (var entry in from.Entries)
                {
                    using var source = entry.Open();
                    using var target = to.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                    if (entry.FullName.EndsWith(".py", StringComparison.Ordinal))
                    {
                        var code = TypeOfActivations().Replace(new StreamReader(source).ReadToEnd(), ((int)type).ToString(CultureInfo.InvariantCulture));
                        target.Write(Encoding.UTF8.GetBytes(code));
                    }
                    else
                    {
                        source.CopyTo(target);
                    }
                }
            }

            return jit.load(copy);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    /// <summary>float32, 6 in these files, as the last argument of a conversion and in the zeros that tomesd fills.</summary>
    [GeneratedRegex(@"(?<=, )6(?=\))|(?<=torch\.zeros\(.*dtype=)6(?=,)")]
    private static partial Regex TypeOfActivations();

    /// <summary>The prediction, which the caller owns.</summary>
    internal Tensor Forward(Tensor sample, Tensor context) => (Tensor)module.call(sample, timestep, context);

    public void Dispose()
    {
        timestep.Dispose();
        module.Dispose();
    }
}
