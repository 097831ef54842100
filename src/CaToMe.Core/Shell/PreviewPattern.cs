using CaToMe.Previews;

namespace CaToMe.Shell;

/// <summary>Where previews go: a pattern as pictures have, in which the step may stand.</summary>
internal static class PreviewPattern
{
    private const string FileName = "{prompt}-{seed}-preview.png";

    /// <summary>Reads what the user gave.</summary>
    /// <param name="option">The option's name, for messages.</param>
    /// <param name="given">A file, a folder or a pattern; null for no files.</param>
    /// <exception cref="OptionException">It is none of these.</exception>
    internal static OutputPattern? Parse(string option, string? given) =>
        given is null ? null : OutputPattern.Parse(option, given, FileName, later: PreviewFile.Step);
}
