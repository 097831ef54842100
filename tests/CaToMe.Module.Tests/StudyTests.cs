using System.Globalization;
using System.Management.Automation;

namespace CaToMe.Module.Tests;

public sealed class StudyTests : IClassFixture<DrawingFixture>, IDisposable
{
    private const string Text = """
        prompts: [a house, a fox]
        seeds: [1, 2]
        common: { steps: 2, size: 64x64 }
        calls: true
        settings:
          - { name: baseline }
          - { name: merged, merge: catome:0.1@all }
          - { name: guided once, guidanceCalls: "0" }
        """;

    private readonly Shell shell;
    private readonly TestFolder folder;

    public StudyTests(DrawingFixture drawing)
    {
        shell = drawing.Shell;
        folder = new TestFolder(shell);
        File.WriteAllText(folder["study.yaml"], Text);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_study_is_drawn_told_of_and_read()
    {
        var drawn = Invoke();
        Assert.Empty(drawn.Errors.Select(e => e.ToString()));
        Assert.Equal(12, drawn.Output.Count);
        Assert.All(drawn.Values<string>("Path"), path => Assert.True(File.Exists(path)));
        Assert.Empty(Invoke().Output); // all are there

        var read = Run("Import-TokenMergingStudy results");
        Assert.Equal(drawn.Output.Select(Facts), read.Output.Select(Facts));
        Assert.Equal([4, 4, 4], read.Values<string>("Setting").GroupBy(s => s).Select(g => g.Count()));

        var status = Run("Get-TokenMergingStudy results");
        Assert.Equal(["baseline", "merged", "guided once"], status.Values<string>("Setting"));
        Assert.All(status.Output, s => Assert.Equal((4L, 4L, 0L), (Value(s, "Pictures"), Value(s, "Done"), Value(s, "Missing"))));

        var calls = Run("Import-TokenMergingStudy results -Calls");
        Assert.All(calls.Values<string>("Setting"), setting => Assert.Equal("merged", setting));
        Assert.Contains(calls.Values<double?>("JaccardDistance"), distance => distance is not null);
        Assert.All(calls.Output.Where(c => (bool)Value(c, "Computed")!), c => Assert.InRange((double)Value(c, "MedianSimilarity")!, -1, 1));

        var settings = Run("Import-TokenMergingStudy results -Settings").Output;
        Assert.Equal(3, settings.Count);
        Assert.InRange((double)Value(settings[1], "SpeedUpLow")!, 0, (double)Value(settings[1], "SpeedUp")!);
        Assert.InRange((double)Value(settings[1], "PsnrHigh")!, (double)Value(settings[1], "Psnr")!, 200);
    }

    [Fact]
    public void A_record_has_the_properties_of_a_picture_and_is_drawn_again_by_them()
    {
        Invoke();
        var result = Run("""
            $record = Import-TokenMergingStudy results | Where-Object { $_.Setting -eq 'guided once' -and $_.Seed -eq 2 -and $_.Prompt -eq 'a fox' }
            $again = $record | New-DiffusionImage -Model $model -OutputPath again.png
            $record, $again
            """, plain: true);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Empty(result.Warnings);
        var (record, again) = (result.Output[0], result.Output[1]);
        // Tiling was left to the memory there, and is said here.
        var shared = record.Properties.Select(p => p.Name).Intersect(again.Properties.Select(p => p.Name))
            .Except(["Path", "Elapsed", "SamplingTime", "VaeTiling"]).ToList();
        Assert.Superset(
            new HashSet<string> { "Prompt", "Seed", "Size", "Steps", "Sampler", "GuidanceScale", "GuidanceCalls", "Merge", "MergeRatio", "ModelHash", "Dtype" },
            shared.ToHashSet());
        Assert.All(shared, name => Assert.Equal($"{name}: {Value(record, name)}", $"{name}: {Value(again, name)}"));
        Assert.Equal("0", Value(record, "GuidanceCalls"));
        Assert.Equal(Pixels((string)Value(record, "Path")!), Pixels((string)Value(again, "Path")!));
    }

    [Fact]
    public void What_a_pipeline_drew_is_a_study_and_comes_back()
    {
        var result = Run("""
            $pictures = 'a house', 'a fox' | New-DiffusionImage -Merge none, catome:0.1@all -Steps 3 -CollectStatistics -OutputPath ./drawn
            $pictures | Export-TokenMergingStudy saved
            $pictures | Export-TokenMergingStudy saved -Verbose
            """);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Equal([folder["saved"], folder["saved"]], result.Values<string>("FullName"));
        Assert.Equal(4, result.Verbose.Count(v => v.Contains("is there already", StringComparison.Ordinal)));

        var both = Run("$pictures; Import-TokenMergingStudy saved");
        Assert.Equal(both.Output.Take(4).Select(Facts), both.Output.Skip(4).Select(Facts));
        Assert.Equal(["baseline", "catome:0.1@all", "baseline", "catome:0.1@all"], both.Output.Skip(4).Select(o => Value(o, "Setting")));
        Assert.Equal(
            both.Output.Take(4).Select(o => Pixels((string)Value(o, "Path")!)), both.Output.Skip(4).Select(o => Pixels((string)Value(o, "Path")!)));

        // Its calls are those of Get-PairCacheStats, but for quantiles.
        var calls = Run("($pictures | Where-Object { $_.Merge.Method -ne 'None' } | Get-PairCacheStats), (Import-TokenMergingStudy saved -Calls) | % { $_ }");
        var half = calls.Output.Count / 2;
        Assert.True(half > 0);
        Assert.Equal(calls.Output.Take(half).Select(CallFacts), calls.Output.Skip(half).Select(CallFacts));

        var report = Run("Export-TokenMergingReport saved");
        Assert.Empty(report.Errors.Select(e => e.ToString()));
        Assert.Equal([folder["saved/report.html"]], report.Values<string>("FullName"));
        Assert.True(File.Exists(folder["saved/figures/comparison.png"]));
    }

    [Fact]
    public void Measurements_files_and_records_of_other_studies_are_saved_too()
    {
        var result = Run("""
            $measured = Measure-TokenMerging 'a rocket' -Merge catome:0.1@all -NoWarmUp -CollectStatistics
            $measured | Export-TokenMergingStudy measured
            Import-TokenMergingStudy measured | Export-TokenMergingStudy copied -Setting { $_.Setting + '!' }
            New-DiffusionImage 'a fox' -OutputPath fox.png | Out-Null
            Get-DiffusionImageInfo fox.png | Export-TokenMergingStudy copied
            """);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Equal(["baseline", "catome:0.1@all"], Run("Import-TokenMergingStudy measured").Values<string>("Setting"));
        Assert.Equal(["baseline!", "catome:0.1@all!", "baseline"], Run("Import-TokenMergingStudy copied").Values<string>("Setting"));
        Assert.Equal(Run("$measured").Values<TimeSpan>("Elapsed"), Run("Import-TokenMergingStudy measured").Values<TimeSpan>("Elapsed"));
        var calls = Run("Import-TokenMergingStudy copied -Calls").Values<string>("Setting").ToList();
        Assert.NotEmpty(calls);
        Assert.All(calls, setting => Assert.Equal("catome:0.1@all!", setting));
    }

    [Fact]
    public void Settings_of_one_name_and_other_values_are_refused_unless_they_are_named_apart()
    {
        const string Sweep = "$sweep = 2, 3 | ForEach-Object { New-DiffusionImage a -Steps $_ -AsByte }; ";
        var refused = Run(Sweep + "$sweep | Export-TokenMergingStudy sweep");
        Assert.StartsWith("SettingNotAccepted,", refused.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Setting is baseline", refused.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Run(Sweep + "$sweep | Export-TokenMergingStudy named -Setting { \"$($_.Steps) steps\" }").Errors);
        Assert.Equal(["2 steps", "3 steps"], Run("Import-TokenMergingStudy named").Values<string>("Setting"));
    }

    [Theory]
    [InlineData("Invoke-TokenMergingStudy nope.yaml", "StudyNotReadable", "nope.yaml is not there")]
    [InlineData("Invoke-TokenMergingStudy bad.yaml", "StudyNotReadable", "is neither YAML nor JSON")]
    [InlineData("Invoke-TokenMergingStudy study.yaml -Shard 5/4 -Model $model", "SettingNotAccepted", "Shard is 5/4")]
    [InlineData("Invoke-TokenMergingStudy study.yaml -Model nowhere", "ModelNotFound", "nowhere")]
    [InlineData("Get-TokenMergingStudy nowhere", "StudyNotReadable", "nowhere")]
    [InlineData("Import-TokenMergingStudy nowhere", "StudyNotReadable", "nowhere is not there")]
    [InlineData("Import-TokenMergingStudy nowhere -Settings", "StudyNotReadable", "nowhere is not there")]
    [InlineData("Export-TokenMergingReport nowhere", "StudyNotReadable", "nowhere is not there")]
    [InlineData("Export-TokenMergingFigure x.png -Study nowhere", "StudyNotReadable", "nowhere is not there")]
    [InlineData("'text' | Export-TokenMergingStudy saved", "InputNotAccepted", "text is no picture of a study")]
    [InlineData("New-DiffusionImage a -Batch 2 -AsByte | Select-First | Export-TokenMergingStudy saved", "InputNotAccepted", "batch")]
    public void What_is_wrong_is_one_error(string command, string id, string message)
    {
        File.WriteAllText(folder["bad.yaml"], "prompts: [a");
        var result = Run($"function Select-First {{ process {{ if (-not $done) {{ $_; $done = $true }} }} }}; {command}");
        Assert.StartsWith(id + ",", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(message, result.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_a_studys_file_has_its_results_in_is_not_saved_into()
    {
        Invoke();
        Assert.StartsWith(
            "FileExists,", Run("New-DiffusionImage a -AsByte | Export-TokenMergingStudy results").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Study results", "Grid", "png")]
    [InlineData("-Study results", "Times", "png")]
    [InlineData("-Study results", "Quality", "png")]
    [InlineData("-Study results", "Jaccard", "png")]
    [InlineData("-Study results", "Similarities", "png")]
    [InlineData("Import-TokenMergingStudy results", "Grid", "png")]
    [InlineData("Import-TokenMergingStudy results", "Times", "png")]
    [InlineData("Import-TokenMergingStudy results -Settings", "Times", "png")]
    [InlineData("Import-TokenMergingStudy results -Settings", "Quality", "png")]
    [InlineData("Import-TokenMergingStudy results -Calls", "Jaccard", "png")]
    [InlineData("Import-TokenMergingStudy results -Calls", "Similarities", "png", "-Threshold 0.1")]
    public void Figures_are_drawn_of_studies(string source, string kind, string ending, string more = "")
    {
        Invoke();
        var command = source.StartsWith('-') ? $"Export-TokenMergingFigure own.{ending} {kind} {source} {more}"
            : $"{source} | Export-TokenMergingFigure own.{ending} {kind} {more}";
        var result = Run(command + $"; Export-TokenMergingFigure study.{ending} {kind} -Study results {more}");
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.InRange(new FileInfo(folder[$"own.{ending}"]).Length, 1000, int.MaxValue);
        Assert.Equal(File.ReadAllBytes(folder[$"study.{ending}"]), File.ReadAllBytes(folder[$"own.{ending}"]));
    }

    [Fact]
    public void Saved_rows_of_settings_make_figures()
    {
        Invoke();
        var result = Run("""
            $settings = Import-TokenMergingStudy results -Settings
            $rows = $settings | ForEach-Object {
                [pscustomobject] @{ Setting = $_.Setting; Merge = "$($_.Merge)"; Elapsed = "$($_.Elapsed)"; SpeedUp = "$($_.SpeedUp)"; Psnr = "$($_.Psnr)" }
            }
            $settings | Export-TokenMergingFigure live.png Quality
            $rows | Export-TokenMergingFigure rows.png Quality
            """);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Equal(File.ReadAllBytes(folder["live.png"]), File.ReadAllBytes(folder["rows.png"]));
    }

    [Fact]
    public void Progress_says_the_time_left_for_the_study_around_that_of_the_picture()
    {
        var result = Invoke();
        var outer = result.Progress.Where(p => p.Activity == "Drawing study.yaml" && p.RecordType == ProgressRecordType.Processing).ToList();
        Assert.Equal("0 of 12", outer[0].StatusDescription);
        Assert.Contains(outer, p => p.StatusDescription == "11 of 12" && p.SecondsRemaining >= 0 && p.PercentComplete == 91);
        var inner = result.Progress.Where(p => p.ParentActivityId == outer[0].ActivityId).ToList();
        Assert.Contains(inner, p => p.Activity == "merged: a fox" && p.StatusDescription.StartsWith("Step 2 of 2", StringComparison.Ordinal));
        Assert.Equal(ProgressRecordType.Completed, result.Progress.Last(p => p.ActivityId == outer[0].ActivityId).RecordType);
    }

    [Fact]
    public void A_study_that_is_stopped_keeps_what_it_drew_and_goes_on()
    {
        File.WriteAllText(folder["study.yaml"], Text.Replace("steps: 2", "steps: 20", StringComparison.Ordinal)); // long enough to be stopped
        using var stopping = shell.In(folder.Path);
        shell.RunUntilProgress("Invoke-TokenMergingStudy study.yaml results -Model $model", p => p.StatusDescription == "5 of 12");
        var kept = Run("Import-TokenMergingStudy results").Output.Count;
        Assert.InRange(kept, 5, 11);
        Assert.Equal(12 - kept, Invoke().Output.Count);
        Assert.Equal(12, Run("Import-TokenMergingStudy results").Output.Count);
        Run("Invoke-TokenMergingStudy study.yaml other -Model $model | ForEach-Object { break }");
        Assert.InRange(Run("Import-TokenMergingStudy other").Output.Count, 1, 11);
    }

    [Fact]
    public void WhatIf_draws_nothing()
    {
        Assert.Empty(Run("Invoke-TokenMergingStudy study.yaml results -WhatIf").Output);
        Assert.Empty(Run("New-DiffusionImage a -AsByte | Export-TokenMergingStudy saved -WhatIf").Output);
        Assert.False(Directory.Exists(folder["results"]) || Directory.Exists(folder["saved"]));
    }

    [Fact]
    public void A_job_draws_in_the_background()
    {
        var result = Run("""
            $job = Invoke-TokenMergingStudy study.yaml results -Model $model -AsJob
            $job.Id -eq (Get-Job -Name study.yaml).Id
            $job | Wait-Job | Receive-Job
            "$($job.State), $($job.StatusMessage), $($job.PSJobTypeName), $($job.Name)"
            $job | Remove-Job
            """);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.True((bool)result.Output[0].BaseObject);
        Assert.Equal(14, result.Output.Count);
        Assert.Equal("Completed, 12 of 12, StudyJob, study.yaml", result.Output[^1].ToString());
        Assert.Equal(12, Run("Import-TokenMergingStudy results").Output.Count);
    }

    [Fact]
    public void A_job_is_stopped_and_one_that_fails_says_why()
    {
        var stopped = Run("""
            $job = Invoke-TokenMergingStudy study.yaml results -Model $model -AsJob
            $job | Stop-Job
            "$($job.State)"
            """);
        Assert.Empty(stopped.Errors.Select(e => e.ToString()));
        Assert.Equal("Stopped", stopped.Output.Single().ToString());
        File.WriteAllText(folder["large.yaml"], Text.Replace("64x64", "65x65", StringComparison.Ordinal));
        var failed = Run("$job = Invoke-TokenMergingStudy large.yaml large -Model $model -AsJob; $job | Wait-Job | Receive-Job; \"$($job.State)\"");
        Assert.Contains("65", failed.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal("Failed", failed.Output.Single().ToString());
    }

    [Fact]
    public void Parts_are_drawn_in_parallel_runspaces()
    {
        var result = Run($$"""
            1..3 | ForEach-Object -Parallel {
                Import-Module '{{Repository.Module}}'
                Invoke-TokenMergingStudy '{{folder["study.yaml"]}}' '{{folder["results"]}}' -Shard "$_/3" -Model $using:model
            }
            """);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Equal(12, result.Output.Count);
        Assert.Equal(3, Directory.GetFiles(folder["results"], "pictures.*-of-3.jsonl").Length);
        Assert.Equal(12, Run("Import-TokenMergingStudy results").Output.Count);
    }

    [Fact]
    public void Pictures_of_earlier_values_are_told_of_apart()
    {
        Invoke();
        File.WriteAllText(folder["study.yaml"], Text.Replace("catome:0.1", "catome:0.2", StringComparison.Ordinal));
        var status = Run("Get-TokenMergingStudy study.yaml results").Output.Select(s => (Value(s, "Setting"), Value(s, "Done"), Value(s, "Missing")));
        Assert.Equal([("baseline", 4L, 0L), ("merged", 0L, 4L), ("guided once", 4L, 0L), ("merged", 4L, null)], status);
        Assert.Equal(4, Invoke().Output.Count);
        Assert.Equal(12, Run("Import-TokenMergingStudy results").Output.Count);
    }

    private ShellResult Invoke() => Run("Invoke-TokenMergingStudy study.yaml results -Model $model");

    /// <summary>Runs in the test's folder.</summary>
    private ShellResult Run(string script, bool plain = false)
    {
        using var place = shell.In(folder.Path);
        return shell.Run(
            plain ? $"$PSDefaultParameterValues['Disabled'] = $true; try {{ {script} }} finally {{ $PSDefaultParameterValues.Remove('Disabled') }}" : script);
    }

    private static object? Value(PSObject record, string name) => record.Properties[name].Value;

    private static string Facts(PSObject record) => string.Join(", ", new[]
    {
        "Prompt", "NegativePrompt", "Seed", "Size", "Steps", "Sampler", "Schedule", "GuidanceScale", "GuidanceCalls", "Merge", "MergeRatio", "ModelHash",
        "Dtype", "Device", "Elapsed", "SamplingTime",
    }.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name}: {Value(record, name)}")));

    private static string CallFacts(PSObject call) => string.Join(", ", new[]
    {
        "Prompt", "Setting", "Seed", "Block", "Call", "Computed", "Tokens", "MergedPairs", "MergeRatio", "JaccardDistance",
    }.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name}: {Value(call, name)}")));

    private static string Pixels(string path)
    {
        // The picture's data; its texts tell of time.
        var (file, data) = (File.ReadAllBytes(path), new List<byte>());
        for (var at = 8; at < file.Length;)
        {
            var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            if (System.Text.Encoding.ASCII.GetString(file, at + 4, 4) == "IDAT")
            {
                data.AddRange(file.AsSpan(at + 8, length));
            }

            at += length + 12;
        }

        return Convert.ToHexString(data.ToArray());
    }

    /// <summary>A folder below the session's location.</summary>
    private sealed class TestFolder(Shell shell) : IDisposable
    {
        internal string Path { get; } = Directory.CreateDirectory(shell.PathOf($"study-{Guid.NewGuid():N}")).FullName;

        internal string this[string name] => System.IO.Path.Combine(Path, name);

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
