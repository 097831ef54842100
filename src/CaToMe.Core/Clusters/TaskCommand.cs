namespace CaToMe.Clusters;

/// <summary>The command of a task, but for the number of its part.</summary>
/// <param name="Program">How catome is called, as shells read it.</param>
/// <param name="Study">The study's file.</param>
/// <param name="Folder">The results folder.</param>
/// <param name="Options">Further options of <c>catome study run</c>, each a word: <c>--dtype=bfloat16</c>.</param>
internal sealed record TaskCommand(string Program, string Study, string Folder, IReadOnlyList<string> Options)
{
    /// <summary>The command as a shell reads it.</summary>
    /// <param name="part">The part, an expression of the shell: it stands in double quotes.</param>
    /// <param name="options">What a task gets.</param>
    internal string Line(string part, ClusterOptions options)
    {
        IEnumerable<string> cores = options.Gpus > 0 ? options.Gpus > 1 ? [$"--processes={options.Gpus}"] : []
            : Options.Any(o => o.StartsWith("--threads=", StringComparison.Ordinal)) ? [] : [$"--threads={options.Cpus}"];
        return $"{Program} study run {Quote(Study)} --out {Quote(Folder)} --shard \"{part}\"{string.Concat(Options.Concat(cores).Select(o => " " + Quote(o)))}";
    }

    /// <summary>A word that a shell takes as it is.</summary>
    internal static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=,+@".Contains(c, StringComparison.Ordinal)) ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
