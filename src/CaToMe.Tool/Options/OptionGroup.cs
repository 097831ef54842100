using System.CommandLine;

namespace CaToMe.Tool.Options;

/// <summary>Options that belong together: a heading on the help page, and a part of what the engine is asked.</summary>
/// <param name="title">The heading.</param>
internal abstract class OptionGroup(string title)
{
    private readonly List<Option> options = [];

    internal string Title => title;

    internal IReadOnlyList<Option> Options => options;

    protected T Add<T>(T option) where T : Option
    {
        options.Add(option);
        return option;
    }

    /// <summary>Whether the user gave the option, with whatever value.</summary>
    protected static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
