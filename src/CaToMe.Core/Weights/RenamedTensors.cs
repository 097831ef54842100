using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>The tensors of one component of a checkpoint in another layout, under the names of diffusers and transformers.</summary>
internal sealed class RenamedTensors : IStoredTensors
{
    private readonly IStoredTensors stored;
    private readonly Dictionary<string, (string Name, Reshaping Reshaping)> origins = new(StringComparer.Ordinal);

    /// <summary>Renames what lies under a prefix; the rule for the longest part of a name decides.</summary>
    /// <param name="stored">The checkpoint.</param>
    /// <param name="prefix">The component's prefix in it, with its dot; may be empty.</param>
    /// <param name="rules">The names of its modules.</param>
    /// <param name="keepOthers">
    /// Whether tensors without a rule are listed, under their stored names, for <see cref="WeightReader.EnsureAllRead"/> to find.
    /// </param>
    internal RenamedTensors(IStoredTensors stored, string prefix, IEnumerable<Renaming> rules, bool keepOthers)
    {
        this.stored = stored;
        var ruleOf = rules.ToLookup(r => r.From, StringComparer.Ordinal);
        foreach (var name in stored.Names.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var local = name[prefix.Length..];
            var cut = local.Length;
            while (cut > 0 && !ruleOf.Contains(local[..cut]))
            {
                cut = local.LastIndexOf('.', cut - 1);
            }

            if (cut <= 0 && keepOthers)
            {
                origins[name] = (name, Reshaping.None);
            }

            foreach (var rule in cut > 0 ? ruleOf[local[..cut]].Where(r => r.To is not null) : [])
            {
                origins[rule.To + local[cut..]] = (name, rule.Reshaping);
            }
        }
    }

    public IEnumerable<string> Names => origins.Keys;

    public IReadOnlyList<string> Files => stored.Files;

    public TensorEntry? EntryOf(string name) =>
        origins.TryGetValue(name, out var origin) && stored.EntryOf(origin.Name) is { } entry ? origin.Reshaping.Apply(entry) : null;

    public long[]? ShapeOf(string name) => EntryOf(name)?.Shape;

    public Tensor Load(string name, Staging? staging = null)
    {
        if (!origins.TryGetValue(name, out var origin))
        {
            throw new ModelException($"{stored.Location(name)} has no tensor {name}.");
        }

        using var tensor = stored.Load(origin.Name, staging);
        using var scope = NewDisposeScope();
        return origin.Reshaping.Apply(tensor).MoveToOuterDisposeScope();
    }

    public string Location(string name) =>
        origins.TryGetValue(name, out var origin) && origin.Name != name ? $"{stored.Location(origin.Name)} ({origin.Name})" : stored.Location(name);
}
