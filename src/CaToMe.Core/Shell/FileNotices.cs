namespace CaToMe.Shell;

/// <summary>What people are told of the files that a command writes.</summary>
internal static class FileNotices
{
    /// <summary>Why no file can have the name of a folder, in a sentence.</summary>
    /// <param name="path">The folder.</param>
    internal static string IsFolder(string path) => $"{path} is a folder, and a file of that name is to be written.";

    /// <summary>That a file appeared under the chosen name while the work went on, and both are kept; null where none did.</summary>
    /// <param name="path">The name that was free.</param>
    /// <param name="written">The file that was written.</param>
    /// <param name="maker">What may have made the other, in that shell's words.</param>
    /// <param name="force">That shell's option to replace files.</param>
    internal static string? Kept(string path, string written, string maker, string force) => written == path
        ? null
        : $"{path} was made by another {maker} meanwhile and is kept: this is {written}. Add {force} to replace files.";
}
