using System.CommandLine;
using CaToMe.Studies;

namespace CaToMe.Tool.Options;

/// <summary>A study's file and its results folder.</summary>
internal sealed class StudyArguments
{
    /// <summary>The file.</summary>
    internal Argument<string> File { get; } = new("FILE") { Description = "The study: a YAML or JSON file. docs/study.md says what is in it." };

    /// <summary>The folder.</summary>
    internal Option<string?> Output { get; } = OptionTypes.Text(
        "--out", "FOLDER", "The results folder. Default: the file's name with -results, in the current folder.");

    /// <summary>The study.</summary>
    internal StudyFile Read(ParseResult parsed) => StudyFile.Read(parsed.GetRequiredValue(File));

    /// <summary>The results folder.</summary>
    internal string Folder(ParseResult parsed) =>
        parsed.GetValue(Output) ?? StudyFile.ResultsFor(parsed.GetRequiredValue(File));
}
