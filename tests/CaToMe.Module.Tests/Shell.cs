using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace CaToMe.Module.Tests;

/// <summary>What a script gave: objects, errors, warnings.</summary>
internal sealed record ShellResult(
    IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors, IReadOnlyList<string> Warnings, IReadOnlyList<string> Verbose,
    IReadOnlyList<ProgressRecord> Progress)
{
    internal ErrorRecord Error => Assert.Single(Errors);

    internal IEnumerable<T> Values<T>(string property) => Output.Select(o => (T)o.Properties[property].Value);
}

/// <summary>A session of PowerShell with the module imported and a folder of its own as its location.</summary>
internal sealed class Shell : IDisposable
{
    private readonly Runspace runspace;

    internal Shell(bool import = true)
    {
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        }

        runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(Folder.FullName));
        if (import)
        {
            Run($"Import-Module '{Repository.Module}'");
        }
    }

    /// <summary>The session's location.</summary>
    internal DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("catome [tests] ");

    internal string PathOf(string name) => Path.Combine(Folder.FullName, name);

    /// <summary>Runs a script; an error that ends it is among the errors.</summary>
    internal ShellResult Run(string script, params object?[] input)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddScript(script);
        return Run(shell, input, null);
    }

    /// <summary>Makes another folder the session's location, until the result ends.</summary>
    internal IDisposable In(string folder)
    {
        var before = runspace.SessionStateProxy.Path.CurrentLocation.Path;
        runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(folder));
        return new Place(() => runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(before)));
    }

    /// <summary>Runs a script in a culture.</summary>
    internal ShellResult RunIn(string culture, string script, params object?[] input)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            using var shell = PowerShell.Create(runspace);
            shell.AddScript($"[cultureinfo]::CurrentCulture = '{culture}'; " + script);
            return Run(shell, input, null);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }

    /// <summary>Runs a script and stops it as soon as it has written an object.</summary>
    internal ShellResult RunUntilFirstObject(string script)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddScript(script);
        return Run(shell, [], () => shell.Stop());
    }

    /// <summary>Runs a script and stops it as soon as it shows progress of a picture.</summary>
    internal ShellResult RunUntilFirstProgress(string script) =>
        RunUntilProgress(script, progress => progress.StatusDescription.StartsWith("Step", StringComparison.Ordinal));

    /// <summary>Runs a script and stops it as soon as it shows some progress.</summary>
    internal ShellResult RunUntilProgress(string script, Func<ProgressRecord, bool> isEnough)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddScript(script);
        shell.Streams.Progress.DataAdded += (_, added) =>
        {
            if (isEnough(shell.Streams.Progress[added.Index]))
            {
                shell.BeginStop(null, null);
            }
        };
        return Run(shell, [], null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        runspace.Dispose();
        foreach (var file in Folder.GetFiles("*", SearchOption.AllDirectories))
        {
            file.IsReadOnly = false;
        }

        Folder.Delete(recursive: true);
    }

    private sealed class Place(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }

    private static ShellResult Run(PowerShell shell, object?[] input, Action? onFirstObject)
    {
        var output = new PSDataCollection<PSObject>();
        if (onFirstObject is not null)
        {
            output.DataAdded += (_, added) =>
            {
                if (added.Index == 0)
                {
                    Task.Run(onFirstObject);
                }
            };
        }

        ErrorRecord? end = null;
        try
        {
            shell.Invoke(input, output);
        }
        catch (PipelineStoppedException)
        {
            // Stopped on purpose.
        }
        catch (RuntimeException e)
        {
            end = e.ErrorRecord;
        }

        return new ShellResult(
            [.. output], [.. shell.Streams.Error, .. end is null ? Array.Empty<ErrorRecord>() : [end]],
            [.. shell.Streams.Warning.Select(w => w.Message)], [.. shell.Streams.Verbose.Select(v => v.Message)], [.. shell.Streams.Progress]);
    }
}
