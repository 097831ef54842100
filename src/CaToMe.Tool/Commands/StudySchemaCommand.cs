using System.CommandLine;
using CaToMe.Studies;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome study schema</c></summary>
internal sealed class StudySchemaCommand : ToolCommand
{
    internal StudySchemaCommand() : base("schema", "Write the JSON schema of study files, with which editors complete and check them.") => Does(Run);

    internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
        [("On standard output, for a file that a study names in its first line:", "catome study schema")];

    private static Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        terminal.Result(StudySchema.ToJson().TrimEnd());
        return Task.FromResult(ExitCode.Done);
    }
}
