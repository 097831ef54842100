using System.CommandLine;
using System.CommandLine.Help;
using CaToMe.Runtime;
using CaToMe.Tool.Commands;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;

namespace CaToMe.Tool;

/// <summary>The <c>catome</c> command line: a thin shell over the engine.</summary>
internal static class Program
{
    private const string Verbose = "--verbose";

    /// <summary>A prompt may begin with @: no response files.</summary>
    internal static ParserConfiguration Parsing => new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    internal static async Task<int> Main(string[] args)
    {
        using var interruption = new Interruption();
        var exitCode = await Run(args, Console.Out, Console.Error, interruption.Token);
        exitCode = exitCode == ExitCode.Cancelled ? interruption.ExitCode : exitCode;
        QuickExit.TryWith(exitCode);
        return exitCode;
    }

    internal static async Task<int> Run(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        var terminal = new Terminal(output, error);
        var parsed = Root().Parse(args, Parsing);
        try
        {
            UsageCheck.Check(parsed);
            if (parsed.GetValue<bool>(Verbose) && Environment.GetEnvironmentVariable(NativeRuntime.LogLevelVariable) is null)
            {
                Environment.SetEnvironmentVariable(NativeRuntime.LogLevelVariable, "WARNING");
            }

            var configuration = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            terminal.Say("Cancelled.");
            return ExitCode.Cancelled;
        }
        catch (Exception e)
        {
            return Failures.Tell(e, parsed, terminal, parsed.GetValue<bool>(Verbose));
        }
    }

    internal static RootCommand Root()
    {
        var root = new RootCommand("Draws pictures with Stable Diffusion models, faster by cached adaptive token merging (CA-ToMe).")
        {
            new GenerateCommand(),
            new CompareCommand(),
            new InspectCommand(),
            new DoctorCommand(),
            new InfoCommand(),
            new BenchCommand(),
            new TuneCommand(),
            new RecipesCommand(),
            new ModelsCommand(),
            new Command("study", "Draw many pictures under many settings, and report on them.")
            {
                new StudyRunCommand(), new StudySubmitCommand(), new StudyStatusCommand(), new StudyResumeCommand(), new StudyCancelCommand(),
                new StudyReportCommand(), new StudySchemaCommand(),
            },
            new RuntimeCommand(),
            new Option<bool>(Verbose) { Description = "Show where an unexpected error comes from, and what libtorch logs.", Recursive = true },
        };
        var page = new HelpPage();
        var help = root.Options.OfType<HelpOption>().Single();
        (help.Action, help.Description) = (page, "Show this page.");
        root.Options.OfType<VersionOption>().Single().Description = "Show the version.";
        root.SetAction(page.Invoke);
        return root;
    }
}
