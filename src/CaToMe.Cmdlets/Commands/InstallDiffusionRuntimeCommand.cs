using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;
using CaToMe.Running;
using CaToMe.Runtime;

namespace CaToMe.Commands;

/// <summary>Fetches libtorch from a NuGet feed, checks it, and puts it where the module finds it.</summary>
[Cmdlet(VerbsLifecycle.Install, "DiffusionRuntime", SupportsShouldProcess = true)]
[OutputType(typeof(DirectoryInfo))]
public sealed class InstallDiffusionRuntimeCommand : EngineCommand
{
    /// <summary>A NuGet feed: the address of a v3 index or of a flat container, or a folder with packages.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Source { get; set; } = RuntimeInstaller.PublicFeed;

    /// <summary>The package. Default: libtorch for CPUs, for this platform.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string PackageId { get; set; } = RuntimePackage.Default.Id;

    /// <summary>SHA-512 of the package, in base64 or hexadecimal. Default: of the published package, without that the feed's.</summary>
    [Parameter]
    public string? Hash { get; set; }

    /// <summary>User and password, or token, for a feed that asks for them.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Install again where it is installed.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            var folder = RuntimeInstaller.DefaultFolder();
            var package = RuntimePackage.Default with { Id = PackageId };
            if (Directory.Exists(folder) && !Force)
            {
                WriteVerbose($"libtorch {package.Version} is installed: -Force installs it again.");
                WriteFolder(folder);
            }
            else if (ShouldProcess(folder, $"Install {package.Id} {package.Version} from {Source}"))
            {
                Install(package, folder);
            }
        }
        catch (CaToMeException e)
        {
            ThrowTerminatingError(ErrorRecords.Record(
                ErrorIds.RuntimeNotInstalled, ErrorCategory.ResourceUnavailable, Source, e.Message,
                "Check -Source and -PackageId, and run it again: a download goes on where it ended."));
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C: PowerShell says so itself.
        }
    }

    private void Install(RuntimePackage package, string folder)
    {
        var source = RuntimeInstaller.IsAddress(Source) ? Source : FileSystemPath.Resolve(this, Source);
        var installer = new RuntimeInstaller(source, Credential?.GetNetworkCredential());
        EnginePump.Run(
            (post, token) => installer.InstallAsync(package, folder, Hash, new PostedProgress<InstallProgress>(post, Show), token).GetAwaiter().GetResult(),
            StopToken);
        WriteFolder(folder);
    }

    /// <summary>Writes the folder as Get-Item does.</summary>
    private void WriteFolder(string folder) => WriteObject(InvokeProvider.Item.Get([folder], force: true, literalPath: true), enumerateCollection: true);

    private void Show(InstallProgress progress) => WriteProgress(new ProgressRecord(1, $"Installing {PackageId}", $"{progress.Phase}: {progress.Done >> 20} MB")
    {
        PercentComplete = progress.Total is > 0 and var total ? (int)(100 * progress.Done / total) : -1,
    });
}
