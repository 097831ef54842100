using CaToMe.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>
/// Memory that weights are read into before a layer packs them, used again for the next layer: a tensor of its own for each would
/// take pages that the kernel has to clear first, which costs more than reading.
/// </summary>
internal sealed class Staging : IDisposable
{
    private readonly Dictionary<ScalarType, Area> areas = [];

    /// <summary>A place for a tensor. Its numbers are whatever was there; it is valid until <see cref="Keep"/>.</summary>
    /// <param name="shape">Of the tensor.</param>
    /// <param name="type">Of its elements.</param>
    /// <returns>A tensor on the CPU; a new one of its own where there is no room, so that the next time there is.</returns>
    internal Tensor Take(long[] shape, ScalarType type)
    {
        if (!areas.TryGetValue(type, out var area))
        {
            areas[type] = area = new Area(type);
        }

        return area.Take(shape);
    }

    /// <summary>What was made of the tensors, safe from the next ones: a copy where it still lies in this memory. All places are free again.</summary>
    /// <param name="made">It; the caller owns it.</param>
    internal Tensor Keep(Tensor made)
    {
        var kept = areas.Values.Any(area => area.Holds(made)) ? made.clone() : made;
        Clear();
        return kept;
    }

    /// <summary>All places are free again: what was made of the tensors lies elsewhere.</summary>
    internal void Clear()
    {
        foreach (var area in areas.Values)
        {
            area.Clear();
        }
    }

    public void Dispose()
    {
        foreach (var area in areas.Values)
        {
            area.Dispose();
        }
    }

    /// <summary>The memory for tensors of one type.</summary>
    private sealed unsafe class Area(ScalarType type) : IDisposable
    {
        /// <summary>Tensors begin at multiples of so many numbers.</summary>
        private const long Alignment = 64;

        private Tensor memory = empty(0, dtype: type).DetachFromDisposeScope();
        private long used;

        internal Tensor Take(long[] shape)
        {
            var (first, numbers) = (used, shape.Aggregate(1L, (product, size) => product * size));
            used += (numbers + Alignment - 1) / Alignment * Alignment;
            if (used > memory.numel())
            {
                return empty(shape, dtype: type);
            }

            using var scope = NewDisposeScope();
            return memory.narrow(0, first, numbers).view(shape).MoveToOuterDisposeScope();
        }

        internal bool Holds(Tensor tensor)
        {
            if (tensor.device_type != DeviceType.CPU || tensor.dtype != type || tensor.numel() == 0 || memory.numel() == 0)
            {
                return false;
            }

            byte* first = TensorMemory.Bytes(memory), place = TensorMemory.Bytes(tensor);
            return first <= place && place < first + (memory.numel() * type.ElementSize());
        }

        /// <summary>Frees all places, and makes room for as much the next time.</summary>
        internal void Clear()
        {
            if (used > memory.numel())
            {
                memory.Dispose();
                memory = empty(used, dtype: type).DetachFromDisposeScope();
            }

            used = 0;
        }

        public void Dispose() => memory.Dispose();
    }
}
