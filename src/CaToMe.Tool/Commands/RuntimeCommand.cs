using System.CommandLine;
using CaToMe.Runtime;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome runtime install</c>: fetches libtorch, which the tool's package has not.</summary>
internal sealed class RuntimeCommand : Command
{
    internal RuntimeCommand() : base("runtime", "Fetch libtorch, which computes: catome runtime install.") => Add(new InstallCommand());

    private sealed class InstallCommand : ToolCommand
    {
        private readonly Option<string?> source = OptionTypes.Text(
            "--source", "FEED", "A NuGet feed, or a folder with packages. Default: https://api.nuget.org/v3/index.json.");

        private readonly Option<string?> package = OptionTypes.Text("--package", "ID", $"The package. Default: {RuntimePackage.Default.Id}.");
        private readonly Option<string?> hash = OptionTypes.Text(
            "--hash", "SHA512", "SHA-512 of the package, in base64 or hexadecimal. Default: that of the published package, else the feed's.");

        private readonly Option<bool> force = OptionTypes.Switch("--force", "Install it again where it is installed.");

        internal InstallCommand() : base("install", "Fetch libtorch for the CPU (about 200 MB), check it, and put it where CaToMe finds it.")
        {
            Add(source);
            Add(package);
            Add(hash);
            Add(force);
            Does(Run);
        }

        internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
        [
            ("From nuget.org:", "catome runtime install"),
            ("From a folder with the package, without a network:", "catome runtime install --source ./packages"),
        ];

        private async Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
        {
            var folder = RuntimeInstaller.DefaultFolder();
            var chosen = RuntimePackage.Default with { Id = parsed.GetValue(package) ?? RuntimePackage.Default.Id };
            if (Directory.Exists(folder) && !parsed.GetValue(force))
            {
                terminal.Say($"libtorch {chosen.Version} is installed already; --force installs it again.");
            }
            else
            {
                var installer = new RuntimeInstaller(parsed.GetValue(source) ?? RuntimeInstaller.PublicFeed);
                await InstallProgressBar.Show(terminal, progress => installer.InstallAsync(chosen, folder, parsed.GetValue(hash), progress, cancellationToken));
            }

            terminal.Result(folder);
            return ExitCode.Done;
        }
    }
}
