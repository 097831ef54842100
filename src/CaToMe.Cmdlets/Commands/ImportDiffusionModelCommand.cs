using System.Management.Automation;
using CaToMe.Completion;
using CaToMe.Errors;
using CaToMe.Models;

namespace CaToMe.Commands;

/// <summary>Loads models and returns handles to them.</summary>
[Cmdlet(VerbsData.Import, "DiffusionModel")]
[OutputType(typeof(DiffusionModel))]
public sealed class ImportDiffusionModelCommand : PSCmdlet
{
    /// <summary>A diffusers folder or a .safetensors file, as it is, without wildcards. Default: the embedded model.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The model's name in this session. Default: its folder's or file's name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Name { get; set; }

    /// <summary>auto, cpu, cuda or cuda:N. Default auto.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    public string Device { get; set; } = "auto";

    /// <summary>auto, float32, bfloat16 or float16. Default auto: float32 on a CPU, float16 on CUDA.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DtypeCompleter))]
    public string Dtype { get; set; } = "auto";

    /// <summary>For a single file of unpublished geometry: the diffusers folder whose configuration applies.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? ConfigFolder { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var name = Name ?? Path ?? ModelRegistry.EmbeddedName;
            if (Name is not null && ModelRegistry.Of(this).Find(Name) is { } other)
            {
                throw new CommandException(ErrorIds.ModelNameTaken, ErrorCategory.ResourceExists, $"A model named {Name} is loaded already, from {other.Path}.", "Choose another -Name, or free that one with Remove-DiffusionModel.");
            }

            var folder = ConfigFolder is null ? null : Binding.FileSystemPath.Resolve(this, ConfigFolder);
            WriteObject(new ModelLoader(this).Load(Path, name, new PipelineOptions { Device = Device, Dtype = Dtype, ConfigFolder = folder }));
        }
        catch (CaToMeException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e, Path));
        }
    }
}
