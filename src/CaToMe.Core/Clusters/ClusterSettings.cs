using System.Text.RegularExpressions;
using CaToMe.Settings;

namespace CaToMe.Clusters;

/// <summary>The settings of <see cref="ClusterOptions"/>: options of the tool, and keys of the user's file.</summary>
internal static partial class ClusterSettings
{
    internal static Setting<ClusterOptions, ClusterEngine> Engine { get; } =
        new("Engine", SettingKind.OneOf<ClusterEngine>(), o => o.Engine, (o, v) => o with { Engine = v })
        {
            Option = "--engine",
            Placeholder = "slurm|kubernetes",
            Summary = "What runs the tasks.",
            Default = "slurm",
        };

    internal static Setting<ClusterOptions, int> Tasks { get; } = new("Tasks", SettingKind.WholeNumber, o => o.Tasks, (o, v) => o with { Tasks = v })
    {
        Option = "--tasks",
        Placeholder = "N",
        Summary = "Into how many parts the study is divided: the size of the job array.",
        Default = "8",
        InRange = v => v is >= 1 and <= 10_000,
        Accepted = "give a number of tasks from 1 to 10000.",
    };

    internal static Setting<ClusterOptions, int?> AtOnce { get; } = new("AtOnce", SettingKind.WholeNumber, o => o.AtOnce, (o, v) => o with { AtOnce = v })
    {
        Option = "--at-once",
        Placeholder = "N",
        Summary = "How many tasks may run at the same time.",
        Default = "as many as there is room for",
        InRange = v => v is null or >= 1,
        Accepted = "give a number of tasks, 1 or more.",
    };

    internal static Setting<ClusterOptions, int> Gpus { get; } = new("Gpus", SettingKind.WholeNumber, o => o.Gpus, (o, v) => o with { Gpus = v })
    {
        Option = "--gpus",
        Placeholder = "N",
        Summary = "GPUs of each task. One process computes on each.",
        Default = "0",
        InRange = v => v is >= 0 and <= 64,
        Accepted = "give a number of GPUs from 0 to 64.",
    };

    internal static Setting<ClusterOptions, int> Cpus { get; } = new("Cpus", SettingKind.WholeNumber, o => o.Cpus, (o, v) => o with { Cpus = v })
    {
        Option = "--cpus",
        Placeholder = "N",
        Summary = "CPU cores of each task.",
        Default = "4",
        InRange = v => v is >= 1 and <= 1024,
        Accepted = "give a number of cores from 1 to 1024.",
    };

    internal static Setting<ClusterOptions, string> Memory { get; } = new("Memory", SettingKind.Text, o => o.Memory, (o, v) => o with { Memory = v })
    {
        Option = "--memory",
        Placeholder = "SIZE",
        Summary = "Memory of each task: a whole number and M, G or T.",
        Default = "8G",
        InRange = v => Size().IsMatch(v),
        Accepted = "give a whole number and M, G or T, such as 8G.",
    };

    internal static Setting<ClusterOptions, string?> Time { get; } = new("Time", SettingKind.Text, o => o.Time, (o, v) => o with { Time = v })
    {
        Option = "--time",
        Placeholder = "D-HH:MM:SS",
        Summary = "The longest time of each task, in minutes, or as 8:00:00 or 1-12:00:00.",
        Default = "the cluster's own",
        InRange = v => v is null || ClusterOptions.ReadTime(v) is not null,
        Accepted = "give minutes, or hours:minutes:seconds, with days before that as in 1-12:00:00.",
    };

    internal static Setting<ClusterOptions, string?> Partition { get; } =
        new("Partition", SettingKind.Text, o => o.Partition, (o, v) => o with { Partition = v })
        {
            Option = "--partition",
            Placeholder = "NAME",
            Summary = "Slurm's partition, or several with commas.",
            Default = "the cluster's own",
            InRange = v => v is null || (IsLine(v) && !v.Any(char.IsWhiteSpace)),
            Accepted = "give a name without spaces.",
        };

    internal static Setting<ClusterOptions, string?> Container { get; } =
        new("Container", SettingKind.Text, o => o.Container, (o, v) => o with { Container = v })
        {
            Option = "--container",
            Placeholder = "IMAGE",
            Summary = "The image that has catome: for Slurm one that apptainer runs, for Kubernetes one of a registry.",
            Default = "none",
            InRange = IsLine,
            Accepted = "give an image on one line.",
        };

    internal static Setting<ClusterOptions, string?> Modules { get; } = new("Modules", SettingKind.Text, o => o.Modules, (o, v) => o with { Modules = v })
    {
        Option = "--modules",
        Placeholder = "NAMES",
        Summary = "Modules that a Slurm task loads first, with spaces between them.",
        Default = "none",
        InRange = v => v is null || Names().IsMatch(v),
        Accepted = "give names of modules with spaces between them, such as \"dotnet/10 cuda/12.8\".",
    };

    internal static Setting<ClusterOptions, string?> Setup { get; } = new("Setup", SettingKind.Text, o => o.Setup, (o, v) => o with { Setup = v })
    {
        Option = "--setup",
        Placeholder = "LINES",
        Summary = "Lines of shell that a Slurm task runs first.",
        Default = "none",
    };

    internal static Setting<ClusterOptions, string?> Sbatch { get; } = new("Sbatch", SettingKind.Text, o => o.Sbatch, (o, v) => o with { Sbatch = v })
    {
        Option = "--sbatch",
        Placeholder = "OPTIONS",
        Summary = "Further options of sbatch, as in --sbatch=\"--account=physics --qos=low\".",
        Default = "none",
        InRange = IsLine,
        Accepted = "give options of sbatch on one line.",
    };

    internal static Setting<ClusterOptions, string?> Volume { get; } = new("Volume", SettingKind.Text, o => o.Volume, (o, v) => o with { Volume = v })
    {
        Option = "--volume",
        Placeholder = "CLAIM",
        Summary = "Kubernetes: the PersistentVolumeClaim that gets the results; all pods write to it.",
        Default = "none",
        InRange = v => v is null || Claim().IsMatch(v),
        Accepted = "give the name of a PersistentVolumeClaim: small letters, digits, - and .",
    };

    internal static Setting<ClusterOptions, string?> Command { get; } = new("Command", SettingKind.Text, o => o.Command, (o, v) => o with { Command = v })
    {
        Option = "--command",
        Placeholder = "COMMAND",
        Summary = "How a task calls catome, as in \"dotnet catome.dll\".",
        Default = "as it was called here; in a container catome",
        InRange = IsLine,
        Accepted = "give a command on one line.",
    };

    /// <summary>All of them, in the order in which they are shown.</summary>
    internal static IReadOnlyList<Setting<ClusterOptions>> All { get; } =
        [Engine, Tasks, AtOnce, Gpus, Cpus, Memory, Time, Partition, Container, Modules, Setup, Sbatch, Volume, Command];

    private static bool IsLine(string? text) => text is null || (text.Length > 0 && !text.Any(char.IsControl));

    [GeneratedRegex(@"^[1-9]\d{0,8}[MGT]\z")]
    private static partial Regex Size();

    [GeneratedRegex(@"^[\w./+-]+( +[\w./+-]+)*\z")]
    private static partial Regex Names();

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\z")]
    private static partial Regex Claim();
}
