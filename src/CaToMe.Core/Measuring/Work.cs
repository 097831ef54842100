namespace CaToMe.Measuring;

/// <summary>What a part of a network has to do.</summary>
/// <param name="Operations">Additions and multiplications.</param>
/// <param name="Numbers">Numbers that it reads or writes, each once: inputs, weights and outputs.</param>
internal readonly record struct Work(double Operations, double Numbers)
{
    public static Work operator +(Work one, Work other) => new(one.Operations + other.Operations, one.Numbers + other.Numbers);

    /// <summary>A layer of weights, applied to every token or pixel.</summary>
    /// <param name="inputs">Channels that it reads.</param>
    /// <param name="outputs">Channels that it makes.</param>
    /// <param name="tokens">Tokens or pixels that it makes.</param>
    /// <param name="kernel">Pixels that each is made of.</param>
    internal static Work Of(double inputs, double outputs, double tokens, double kernel = 1) =>
        new(2 * kernel * tokens * inputs * outputs, (tokens * (inputs + outputs)) + (kernel * inputs * outputs));
}
