using System.Globalization;

namespace CaToMe;

/// <summary>An option whose value is not accepted.</summary>
public sealed class OptionException : CaToMeException
{
    /// <summary>Creates the error from its parts: <c>Threshold is 1.5: give a cosine similarity from -1 to 1.</c></summary>
    /// <param name="option">The option's name.</param>
    /// <param name="value">The value that was given.</param>
    /// <param name="accepted">What is accepted, as an instruction.</param>
    public OptionException(string option, object? value, string accepted)
        : base($"{option} is {Quote(value)}: {accepted}")
    {
        (Option, Value, Accepted) = (option, value, accepted);
    }

    /// <summary>The option's name.</summary>
    public string Option { get; }

    /// <summary>The value that was given.</summary>
    public object? Value { get; }

    /// <summary>What is accepted, as an instruction.</summary>
    public string Accepted { get; }

    /// <summary>A value as messages quote it: what is empty is said to be, and what is long is cut.</summary>
    /// <param name="value">The value.</param>
    internal static string Quote(object? value)
    {
        const int Longest = 60;
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return string.IsNullOrWhiteSpace(text) ? "empty" : text.Length <= Longest ? text : text[..Longest] + "...";
    }
}
