using System.Security.Cryptography;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Adapters;

/// <summary>An adapter's file: LoRA, LoCon, LoHa or LoKr, as kohya's scripts, LyCORIS, diffusers and PEFT write them.</summary>
internal sealed class LoraFile : IDisposable
{
    /// <summary>How the names of a layer's parts end.</summary>
    private static readonly (string Suffix, LoraPart Part)[] Suffixes =
    [
        (".lora_up.weight", LoraPart.Up), (".lora_down.weight", LoraPart.Down), (".lora_mid.weight", LoraPart.Middle),
        (".lora_B.weight", LoraPart.Up), (".lora_A.weight", LoraPart.Down),
        (".lora_B.default.weight", LoraPart.Up), (".lora_A.default.weight", LoraPart.Down),
        (".lora.up.weight", LoraPart.Up), (".lora.down.weight", LoraPart.Down),
        (".lora_linear_layer.up.weight", LoraPart.Up), (".lora_linear_layer.down.weight", LoraPart.Down),
        ("_lora.up.weight", LoraPart.Up), ("_lora.down.weight", LoraPart.Down),
        (".alpha", LoraPart.Alpha), (".diff", LoraPart.Difference),
        (".hada_w1_a", LoraPart.Hada1A), (".hada_w1_b", LoraPart.Hada1B), (".hada_t1", LoraPart.Hada1T),
        (".hada_w2_a", LoraPart.Hada2A), (".hada_w2_b", LoraPart.Hada2B), (".hada_t2", LoraPart.Hada2T),
        (".lokr_w1", LoraPart.Kron1), (".lokr_w1_a", LoraPart.Kron1A), (".lokr_w1_b", LoraPart.Kron1B),
        (".lokr_w2", LoraPart.Kron2), (".lokr_w2_a", LoraPart.Kron2A), (".lokr_w2_b", LoraPart.Kron2B), (".lokr_t2", LoraPart.Kron2T),
    ];

    private readonly SafetensorsFile file;
    private readonly Dictionary<string, LoraModule> modules = new(StringComparer.Ordinal);

    private LoraFile(SafetensorsFile file)
    {
        this.file = file;
        var others = new List<string>();
        foreach (var (key, entry) in file.Entries)
        {
            if (key.EndsWith(".dora_scale", StringComparison.Ordinal))
            {
                throw new ModelException($"{file.Path} is a DoRA ({key}), which is not supported. Use a LoRA, LoCon, LoHa or LoKr.");
            }

            if (Suffixes.FirstOrDefault(s => key.EndsWith(s.Suffix, StringComparison.Ordinal)) is not { Suffix: { } suffix } found)
            {
                others.Add(key);
                continue;
            }

            var name = key[..^suffix.Length];
            if (!modules.TryGetValue(name, out var module))
            {
                modules[name] = module = new LoraModule(file.Path, name);
            }

            module.Add(found.Part, key, entry.Shape);
        }

        Others = others;
        if (modules.Count == 0)
        {
            throw new ModelException(
                $"{file.Path} is no LoRA: none of its {file.Entries.Count} tensors is a factor of a layer. Give a LoRA, LoCon, LoHa or LoKr.");
        }
    }

    internal string Path => file.Path;

    /// <summary>What it has for each layer.</summary>
    internal IEnumerable<LoraModule> Modules => modules.Values;

    /// <summary>Tensors that are no part of a layer's change.</summary>
    internal IReadOnlyList<string> Others { get; }

    /// <summary>Reads a file's header.</summary>
    /// <exception cref="ModelException">It is missing, not valid, a pickle, or no adapter.</exception>
    internal static LoraFile Open(string path)
    {
        if (PickleFiles.Is(path))
        {
            throw PickleFiles.RefusePart(path);
        }

        var file = SafetensorsFile.Open(path);
        try
        {
            return new LoraFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A tensor of the file in float32; the caller owns it.</summary>
    internal Tensor Load(string key)
    {
        using var stored = file.Load(key);
        return stored.to(ScalarType.Float32, copy: true);
    }

    /// <summary>
    /// The first twelve digits of the SHA-256 of what follows the header, by which the web UI knows an adapter: other notes in the header leave it.
    /// </summary>
    internal static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> length = stackalloc byte[8];
        stream.ReadExactly(length);
        stream.Seek(System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(length), SeekOrigin.Current);
        return Convert.ToHexStringLower(SHA256.HashData(stream))[..12];
    }

    public void Dispose() => file.Dispose();
}
