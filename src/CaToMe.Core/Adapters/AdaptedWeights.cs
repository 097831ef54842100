using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Adapters;

/// <summary>
/// A model's weights with adapters added or without. What a layer had before is kept while adapters are on, and put back bit by bit: the model is
/// never read again.
/// </summary>
/// <param name="components">The readers of the text encoders and the U-Net.</param>
/// <param name="original">The U-Net's layers in the layout in which it was first published.</param>
internal sealed class AdaptedWeights(IReadOnlyDictionary<string, WeightReader> components, IEnumerable<Renaming> original)
{
    private const int NamesShown = 3;

    private readonly Lazy<LayerNames> names = new(() => new LayerNames(components, original));
    private readonly List<Parameter> changed = [];
    private IReadOnlyList<AppliedLora> applied = [];

    /// <summary>Tensors that adapters have changed now.</summary>
    internal int Changed => changed.Count;

    /// <summary>Puts these adapters on, in place of those that are on now; none takes all off.</summary>
    /// <param name="wanted">Files with their weights.</param>
    /// <param name="cancellation">Takes effect before the next layer: then all are off.</param>
    /// <returns>What was applied.</returns>
    /// <exception cref="ModelException">A file is not valid, or does not fit the model: then all are off.</exception>
    internal IReadOnlyList<AppliedLora> Use(IReadOnlyList<(string Name, string Path, double Weight)> wanted, CancellationToken cancellation)
    {
        var files = wanted.Select(w => (w.Name, w.Path, w.Weight, Changed: File.GetLastWriteTimeUtc(w.Path))).ToList();
        if (files.SequenceEqual(applied.Select(a => (a.Name, a.Path, a.Weight, a.Changed))))
        {
            return applied;
        }

        TakeOff();
        try
        {
            applied = [.. files.Select(f => Add(f.Name, f.Path, f.Weight, f.Changed, cancellation))];
            return applied;
        }
        catch
        {
            TakeOff();
            throw;
        }
    }

    private void TakeOff()
    {
        applied = [];
        foreach (var parameter in changed)
        {
            parameter.TakeOff();
        }

        changed.Clear();
    }

    private AppliedLora Add(string name, string path, double weight, DateTime written, CancellationToken cancellation)
    {
        using var file = LoraFile.Open(path);
        var unmatched = new List<string>(file.Others);
        var ofTensor = new Dictionary<(string Component, string Tensor), LoraModule>();
        foreach (var module in file.Modules)
        {
            if (names.Value.Find(module.Name) is not { } layer)
            {
                unmatched.AddRange(module.Keys);
            }
            else if (!ofTensor.TryAdd(layer, module))
            {
                throw new ModelException($"{path} changes the layer {layer.Tensor} twice, as {ofTensor[layer].Name} and as {module.Name}. Convert it again.");
            }
        }

        if (ofTensor.Count == 0)
        {
            throw new ModelException($"{path} fits no layer of this model (the first of its {unmatched.Count} tensors is {unmatched[0]}). "
                + "Is the adapter made for another family of models (SD 1.x, SD 2.x, SDXL)?");
        }

        foreach (var (component, reader) in components)
        {
            foreach (var parameter in reader.Parameters.Where(p => p.Names.Any(n => ofTensor.ContainsKey((component, n)))))
            {
                cancellation.ThrowIfCancellationRequested();
                Change(parameter, tensor => ofTensor.GetValueOrDefault((component, tensor))?.Delta(key => file.Load(key), parameter.Shape), weight);
            }
        }

        var warning = unmatched.Count == 0 ? null
            : $"{unmatched.Count} tensor(s) of the LoRA {name} have no place in this model and were left out: "
                + string.Join(", ", unmatched.Take(NamesShown)) + (unmatched.Count > NamesShown ? ", ..." : "") + ".";
        return new AppliedLora(name, path, weight, written, LoraFile.HashOf(path), warning);
    }

    /// <summary>Adds the change of the tensors that a layer's own was made from.</summary>
    private void Change(Parameter parameter, Func<string, Tensor?> deltaOf, double weight)
    {
        using var scope = NewDisposeScope();
        var device = parameter.Kept[0].device;
        parameter.Add([.. parameter.Names.Select(n => (deltaOf(n) ?? zeros(parameter.Shape, ScalarType.Float32)).mul(weight).to(device))]);
        changed.Add(parameter);
    }
}
