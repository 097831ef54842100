using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>
/// Where a network's constructor takes its parameters from: a place in a checkpoint (<c>reader["mid_block"]["resnets"][0]</c>).
/// A layer asks for a tensor by the checkpoint's own name and says the shape it needs, so that building a network is loading
/// it. Tensors arrive on the chosen device in the chosen type, one at a time; the reader owns them.
/// </summary>
internal sealed class WeightReader : IDisposable
{
    private readonly State state;
    private readonly string prefix;

    /// <summary>Starts at the root of a checkpoint.</summary>
    /// <param name="source">Where the tensors are.</param>
    /// <param name="device">Where they go.</param>
    /// <param name="type">The floating-point type they become.</param>
    /// <param name="reading">Called before each tensor with its number of elements; it may throw, to end the reading.</param>
    /// <param name="staging">Memory for tensors that layers pack, which ends with the reading; null gives each its own.</param>
    public WeightReader(ITensorSource source, Device device, ScalarType type, Action<long>? reading = null, Staging? staging = null)
        : this(new State(source, device, type, reading, staging), "")
    {
    }

    private WeightReader(State state, string prefix)
    {
        this.state = state;
        this.prefix = prefix;
    }

    /// <summary>A place below this one.</summary>
    /// <param name="part">Its name, without dots at the ends.</param>
    public WeightReader this[string part] => new(state, prefix + part + ".");

    /// <summary>The item of a list below this place.</summary>
    /// <param name="index">Its position, from 0.</param>
    public WeightReader this[int index] => new(state, $"{prefix}{index}.");

    /// <summary>The same place, read in another type.</summary>
    public WeightReader As(ScalarType type) => new(state with { Type = type }, prefix);

    /// <summary>The place's name in the checkpoint, without a dot at the end.</summary>
    public string Name => prefix.TrimEnd('.');

    /// <summary>The floating-point type that parameters become.</summary>
    public ScalarType Type => state.Type;

    /// <summary>Where parameters go.</summary>
    public Device Device => state.Device;

    /// <summary>Whether the checkpoint has this tensor.</summary>
    /// <param name="name">Its name below this place.</param>
    public bool Has(string name) => state.Source.ShapeOf(prefix + name) is not null;

    /// <summary>Reads a parameter.</summary>
    /// <param name="name">Its name below this place.</param>
    /// <param name="shape">The shape that the layer needs.</param>
    /// <returns>The tensor; the reader owns it.</returns>
    /// <exception cref="ModelException">It is missing, has another shape, or is of a type that is not supported.</exception>
    public Tensor Read(string name, params long[] shape)
    {
        return Make([name], tensors => tensors[0], shape);
    }

    /// <summary>Reads a parameter of a 2D convolution, stored so that channels lie next to each other in memory.</summary>
    /// <inheritdoc cref="Read"/>
    public Tensor ReadChannelsLast(string name, params long[] shape)
    {
        return Make([name], tensors => tensors[0].ChannelsLast(), shape);
    }

    /// <summary>Reads several parameters of one shape and keeps what is made of them.</summary>
    /// <param name="names">Their names below this place.</param>
    /// <param name="make">Makes it; what it was made from is freed.</param>
    /// <param name="shape">The shape of each.</param>
    /// <returns>What was made; the reader owns it.</returns>
    /// <exception cref="ModelException">One is missing or has another shape.</exception>
    public Tensor Make(IReadOnlyList<string> names, Func<IReadOnlyList<Tensor>, Tensor> make, params long[] shape)
    {
        using var scope = NewDisposeScope();
        var kept = make([.. names.Select(n => ReadUnowned(n, shape))]);
        return Add(new Parameter([.. names.Select(n => prefix + n)], shape, [state.Staging?.Keep(kept) ?? kept], make, pack: null)).Kept[0];
    }

    /// <summary>Reads several parameters of one shape and keeps what is made of them in an order that only a library knows.</summary>
    /// <param name="names">Their names below this place.</param>
    /// <param name="make">Makes one tensor of them.</param>
    /// <param name="parts">Into how many equal parts it is split.</param>
    /// <param name="pack">Puts a part in order.</param>
    /// <param name="shape">The shape of each parameter.</param>
    /// <returns>The parts, which an adapter may replace; the reader owns them.</returns>
    /// <exception cref="ModelException">One is missing or has another shape.</exception>
    public Parameter MakePacked(
        IReadOnlyList<string> names, Func<IReadOnlyList<Tensor>, Tensor> make, int parts, Func<Tensor, Tensor> pack, params long[] shape)
    {
        using var scope = NewDisposeScope();
        var kept = make([.. names.Select(n => ReadUnowned(n, shape))]).chunk(parts).Select(pack).ToList();
        state.Staging?.Clear();
        return Add(new Parameter([.. names.Select(n => prefix + n)], shape, kept, make, pack));
    }

    /// <summary>What was read, in order: what an adapter changes.</summary>
    internal IReadOnlyList<Parameter> Parameters => state.Parameters;

    /// <summary>Keeps a tensor for the network, as if it had been read.</summary>
    /// <param name="make">Makes it.</param>
    /// <returns>The tensor; the reader owns it.</returns>
    public Tensor Keep(Func<Tensor> make)
    {
        using var scope = NewDisposeScope();
        return Own(make());
    }

    /// <summary>The checkpoint's tensors that nothing asked for.</summary>
    /// <param name="ignored">Tells the tensors that may stay unread, such as buffers of older libraries.</param>
    internal IReadOnlyList<string> Unread(Func<string, bool> ignored) => [.. state.Source.Names.Where(n => !state.Read.Contains(n) && !ignored(n))];

    /// <summary>Says that every parameter has been asked for.</summary>
    /// <param name="ignored">Tells the tensors that may stay unread, such as buffers of older libraries.</param>
    /// <exception cref="ModelException">The checkpoint has tensors that the network has no place for.</exception>
    public void EnsureAllRead(Func<string, bool> ignored)
    {
        var unread = Unread(ignored);
        if (unread.Count > 0)
        {
            throw new ModelException(
                $"{state.Source.Location(unread[0])} has {unread.Count} tensor(s) that the configuration has no place for, " +
                $"the first is {unread[0]} [{string.Join(", ", state.Source.ShapeOf(unread[0]) ?? [])}]. Are the config files of another model?");
        }
    }

    /// <summary>Frees every tensor that was read.</summary>
    public void Dispose()
    {
        foreach (IDisposable owned in state.Owned.Concat<IDisposable>(state.Parameters))
        {
            owned.Dispose();
        }

        state.Owned.Clear();
        state.Parameters.Clear();
    }

    private Tensor ReadUnowned(string name, long[] shape)
    {
        var full = prefix + name;
        state.Read.Add(full);
        state.Reading?.Invoke(shape.Aggregate(1L, (product, size) => product * size));
        return (state.Source is ITensorMaker maker ? maker.Make(full, shape) : ReadStored(full, shape)).to(state.Type, state.Device);
    }

    private Parameter Add(Parameter parameter)
    {
        state.Parameters.Add(parameter);
        return parameter;
    }

    private Tensor ReadStored(string full, long[] shape)
    {
        var found = state.Source.ShapeOf(full)
            ?? throw new ModelException(
                $"{state.Source.Location(full)} has no tensor {full} [{string.Join(", ", shape)}]. Are the config files of another model?");
        var tensor = found.SequenceEqual(shape)
            ? state.Source.Load(full, state.Staging)
            : throw new ModelException(
                $"{state.Source.Location(full)}: the tensor {full} has the shape [{string.Join(", ", found)}], "
                + $"and the configuration needs [{string.Join(", ", shape)}]. Are the config files of another model?");
        return tensor.is_floating_point()
            ? tensor
            : throw new ModelException(
                $"{state.Source.Location(full)}: the tensor {full} holds whole numbers ({tensor.dtype}), and quantised weights are not supported. " +
                "Convert the model to float16.");
    }

    private Tensor Own(Tensor tensor)
    {
        state.Owned.Add(tensor.DetachFromDisposeScope());
        return tensor;
    }

    private sealed record State(ITensorSource Source, Device Device, ScalarType Type, Action<long>? Reading, Staging? Staging)
    {
        public HashSet<string> Read { get; } = new(StringComparer.Ordinal);

        public List<Tensor> Owned { get; } = [];

        public List<Parameter> Parameters { get; } = [];
    }
}
