using static TorchSharp.torch;

namespace CaToMe.Adapters;

/// <summary>What an adapter's file has for one layer: small factors, from which the change of the layer's weights is made.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="name">The layer by the file's name for it.</param>
internal sealed class LoraModule(string path, string name)
{
    private readonly Dictionary<LoraPart, (string Key, long[] Shape)> parts = [];

    /// <summary>The layer by the file's name for it.</summary>
    internal string Name => name;

    /// <summary>The parts' names in the file.</summary>
    internal IEnumerable<string> Keys => parts.Values.Select(p => p.Key);

    internal void Add(LoraPart part, string key, long[] shape) => parts[part] = (key, shape);

    /// <summary>The change for weight 1, in float32.</summary>
    /// <param name="load">Reads a tensor of the file, in float32.</param>
    /// <param name="shape">The shape of the layer's weights.</param>
    /// <exception cref="ModelException">The parts do not fit the layer, or each other.</exception>
    internal Tensor Delta(Func<string, Tensor> load, long[] shape)
    {
        using var scope = NewDisposeScope();
        RequireMatrices();
        try
        {
            var delta = Unscaled(load, shape, out var rank);
            var elements = shape.Aggregate(1L, (product, size) => product * size);
            if (delta.numel() != elements)
            {
                throw Misfit(shape, $"its parts make {string.Join(" x ", delta.shape)}");
            }

            return (delta.reshape(shape) * Scale(load, rank)).MoveToOuterDisposeScope();
        }
        catch (System.Runtime.InteropServices.ExternalException)
        {
            throw Misfit(shape, "its parts do not fit each other: " + string.Join(", ", parts.Values.Select(p => $"{p.Key} [{string.Join(", ", p.Shape)}]")));
        }
    }

    /// <summary>The product before its scale.</summary>
    private Tensor Unscaled(Func<string, Tensor> load, long[] shape, out long? rank)
    {
        if (Has(LoraPart.Up, LoraPart.Down))
        {
            var (up, down) = (Shape(LoraPart.Up), Shape(LoraPart.Down));
            rank = down[0];
            if (up[1] != rank && !Has(LoraPart.Middle))
            {
                throw Misfit(shape, $"one factor has the rank {up[1]} and the other {rank}");
            }

            RequireSize(shape, up[0] * Elements(down) / rank.Value, isExact: !Has(LoraPart.Middle));
            return Has(LoraPart.Middle)
                ? einsum("nmkl,in,mj->ijkl", load(Key(LoraPart.Middle)), load(Key(LoraPart.Up)).flatten(1), load(Key(LoraPart.Down)).flatten(1))
                : load(Key(LoraPart.Up)).flatten(1).matmul(load(Key(LoraPart.Down)).flatten(1)); // [O, I k k]
        }

        if (Has(LoraPart.Hada1A, LoraPart.Hada1B, LoraPart.Hada2A, LoraPart.Hada2B)) // LoHa: a product of two products
        {
            rank = Shape(LoraPart.Hada1B)[0];
            return Product(LoraPart.Hada1A, LoraPart.Hada1B, LoraPart.Hada1T) * Product(LoraPart.Hada2A, LoraPart.Hada2B, LoraPart.Hada2T);
        }

        if ((Has(LoraPart.Kron1) || Has(LoraPart.Kron1A, LoraPart.Kron1B)) && (Has(LoraPart.Kron2) || Has(LoraPart.Kron2A, LoraPart.Kron2B))) // LoKr
        {
            rank = Has(LoraPart.Kron1B) ? Shape(LoraPart.Kron1B)[0] : Has(LoraPart.Kron2B) ? Shape(LoraPart.Kron2B)[0] : null;
            var first = Has(LoraPart.Kron1) ? load(Key(LoraPart.Kron1)) : Product(LoraPart.Kron1A, LoraPart.Kron1B, null);
            var second = Has(LoraPart.Kron2) ? load(Key(LoraPart.Kron2)) : Product(LoraPart.Kron2A, LoraPart.Kron2B, LoraPart.Kron2T);
            RequireSize(shape, first.numel() * second.numel(), isExact: true);
            return Kronecker(first, second);
        }

        rank = null;
        return Has(LoraPart.Difference)
            ? load(Key(LoraPart.Difference))
            : throw Misfit(shape, $"parts are missing beside {string.Join(", ", Keys)}");

        Tensor Product(LoraPart a, LoraPart b, LoraPart? core)
        {
            if (core is { } t && Has(t))
            {
                return einsum("ijkl,ip,jr->prkl", load(Key(t)), load(Key(a)), load(Key(b)));
            }

            RequireSize(shape, Shape(a)[0] * Elements(Shape(b)) / Math.Max(1, Shape(b)[0]), isExact: false);
            return load(Key(a)).matmul(load(Key(b)).flatten(1));
        }
    }

    /// <summary>Alpha over the rank, as it was trained; 1 where the file has no alpha, or no rank.</summary>
    private double Scale(Func<string, Tensor> load, long? rank)
    {
        if (rank is null || !Has(LoraPart.Alpha))
        {
            return 1;
        }

        return Elements(Shape(LoraPart.Alpha)) == 1
            ? load(Key(LoraPart.Alpha)).reshape(-1)[0].item<float>() / (double)rank.Value
            : throw new ModelException($"{path}: {Key(LoraPart.Alpha)} is not one number. Download the file again.");
    }

    /// <summary>[a, b] and [c, d, ...] make [a c, b d, ...]: every element of the first times the whole second.</summary>
    private static Tensor Kronecker(Tensor first, Tensor second)
    {
        var wide = second.reshape(second.shape[0], second.shape[1], -1); // [c, d, k]
        return einsum("ab,cdk->acbdk", first, wide).reshape(first.shape[0] * wide.shape[0], first.shape[1] * wide.shape[1], -1);
    }

    private void RequireMatrices()
    {
        if (parts.FirstOrDefault(p => p.Key != LoraPart.Alpha && (p.Value.Shape.Length < 2 || p.Value.Shape.Contains(0))) is { Value.Key: { } key } wrong
            && wrong.Key != LoraPart.Difference)
        {
            throw new ModelException($"{path}: {key} has the shape [{string.Join(", ", wrong.Value.Shape)}], and a matrix is needed. Download the file again.");
        }
    }

    /// <summary>Checked before anything is multiplied: a small file can ask for a large product.</summary>
    private void RequireSize(long[] shape, long elements, bool isExact)
    {
        if (isExact ? elements != Elements(shape) : elements > Elements(shape))
        {
            throw Misfit(shape, $"its parts make {elements} numbers");
        }
    }

    private ModelException Misfit(long[] shape, string finding) => new(
        $"{path}: {name} does not fit the model's layer of the shape [{string.Join(", ", shape)}]: {finding}. "
        + "Is the adapter made for another family of models (SD 1.x, SD 2.x, SDXL)?");

    private bool Has(params LoraPart[] wanted) => Array.TrueForAll(wanted, parts.ContainsKey);

    private string Key(LoraPart part) => parts[part].Key;

    private long[] Shape(LoraPart part) => parts[part].Shape;

    private static long Elements(long[] shape) => shape.Aggregate(1L, (product, size) => product * size);
}
