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
        var delta = Unscaled(load, shape, out var rank);
        if (delta.numel() != Elements(shape))
        {
            throw Misfit(shape, $"its parts make {string.Join(" x ", delta.shape)}");
        }

        return (delta.reshape(shape) * Scale(load, rank)).MoveToOuterDisposeScope();
    }

    /// <summary>The product before its scale. libtorch ends the process where matrices do not fit, so that all shapes are checked here.</summary>
    private Tensor Unscaled(Func<string, Tensor> load, long[] shape, out long? rank)
    {
        rank = null;
        if (Has(LoraPart.Up, LoraPart.Down))
        {
            rank = Shape(LoraPart.Down)[0];
            return LowRank(load, shape);
        }

        if (Has(LoraPart.Hada1A, LoraPart.Hada1B, LoraPart.Hada2A, LoraPart.Hada2B)) // LoHa: a product of two products
        {
            rank = Shape(LoraPart.Hada1B)[0];
            var (first, second) = (
                Product(load, shape, LoraPart.Hada1A, LoraPart.Hada1B, LoraPart.Hada1T).flatten(1),
                Product(load, shape, LoraPart.Hada2A, LoraPart.Hada2B, LoraPart.Hada2T).flatten(1));
            return first.shape.SequenceEqual(second.shape) ? first * second : throw Misfit(shape, Shapes);
        }

        if ((Has(LoraPart.Kron1) || Has(LoraPart.Kron1A, LoraPart.Kron1B)) && (Has(LoraPart.Kron2) || Has(LoraPart.Kron2A, LoraPart.Kron2B))) // LoKr
        {
            rank = Has(LoraPart.Kron1B) ? Shape(LoraPart.Kron1B)[0] : Has(LoraPart.Kron2B) ? Shape(LoraPart.Kron2B)[0] : null;
            var first = Has(LoraPart.Kron1) ? load(Key(LoraPart.Kron1)) : Product(load, shape, LoraPart.Kron1A, LoraPart.Kron1B, null);
            var second = Has(LoraPart.Kron2) ? load(Key(LoraPart.Kron2)) : Product(load, shape, LoraPart.Kron2A, LoraPart.Kron2B, LoraPart.Kron2T);
            Require(first.dim() == 2 && first.numel() * second.numel() == Elements(shape), shape);
            return Kronecker(first, second);
        }

        return Has(LoraPart.Difference)
            ? load(Key(LoraPart.Difference))
            : throw Misfit(shape, $"parts are missing beside {string.Join(", ", Keys)}");
    }

    /// <summary>LoRA and LoCon: [O, r] times [r, I k k], or with a core between them.</summary>
    private Tensor LowRank(Func<string, Tensor> load, long[] shape)
    {
        var (up, down) = (Shape(LoraPart.Up), Shape(LoraPart.Down));
        var inner = Elements(up) / up[0];
        if (Has(LoraPart.Middle))
        {
            var core = Shape(LoraPart.Middle);
            Require(core.Length == 4 && core[0] == inner && core[1] == down[0]
                && up[0] * (Elements(down) / down[0]) * core[2] * core[3] == Elements(shape), shape);
            return einsum("nmkl,in,mj->ijkl", load(Key(LoraPart.Middle)), load(Key(LoraPart.Up)).flatten(1), load(Key(LoraPart.Down)).flatten(1));
        }

        if (inner != down[0])
        {
            throw Misfit(shape, $"one factor has the rank {inner} and the other {down[0]}");
        }

        Require(up[0] * (Elements(down) / down[0]) == Elements(shape), shape);
        return load(Key(LoraPart.Up)).flatten(1).matmul(load(Key(LoraPart.Down)).flatten(1)); // [O, I k k]
    }

    /// <summary>[x, r] times [r, y ...], or with a core between them.</summary>
    private Tensor Product(Func<string, Tensor> load, long[] shape, LoraPart a, LoraPart b, LoraPart? middle)
    {
        var (first, second) = (Shape(a), Shape(b));
        if (middle is { } t && Has(t))
        {
            var core = Shape(t);
            Require(core.Length == 4 && first.Length == 2 && second.Length == 2 && core[0] == first[0] && core[1] == second[0]
                && first[1] * second[1] * core[2] * core[3] <= Elements(shape), shape);
            return einsum("ijkl,ip,jr->prkl", load(Key(t)), load(Key(a)), load(Key(b)));
        }

        Require(first.Length == 2 && first[1] == second[0] && first[0] * (Elements(second) / second[0]) <= Elements(shape), shape);
        return load(Key(a)).matmul(load(Key(b)).flatten(1));
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
    private void Require(bool fits, long[] shape)
    {
        if (!fits)
        {
            throw Misfit(shape, Shapes);
        }
    }

    private string Shapes =>
        "its parts do not fit each other or the layer: " + string.Join(", ", parts.Values.Select(p => $"{p.Key} [{string.Join(", ", p.Shape)}]"));

    private ModelException Misfit(long[] shape, string finding) => new(
        $"{path}: {name} does not fit the model's layer of the shape [{string.Join(", ", shape)}]: {finding}. "
        + "Is the adapter made for another family of models (SD 1.x, SD 2.x, SDXL)?");

    private bool Has(params LoraPart[] wanted) => Array.TrueForAll(wanted, parts.ContainsKey);

    private string Key(LoraPart part) => parts[part].Key;

    private long[] Shape(LoraPart part) => parts[part].Shape;

    private static long Elements(long[] shape) => shape.Aggregate(1L, (product, size) => product * size);
}
