using CaToMe.Clusters;

namespace CaToMe.Tool.Studies;

/// <summary>How this tool is called, for processes of its own.</summary>
internal static class ToolProgram
{
    /// <summary>The program and what comes before the command: the tool itself, or <c>dotnet</c> and its assembly.</summary>
    internal static IReadOnlyList<string> Words => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "catome" ? [path]
        : [Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet", typeof(ToolProgram).Assembly.Location];

    /// <summary>The same as a shell reads it.</summary>
    internal static string Line => string.Join(' ', Words.Select(TaskCommand.Quote));
}
