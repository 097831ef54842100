using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using CaToMe.Reuse;
using CaToMe.Sampling;

namespace CaToMe.Completion;

/// <summary>Completes from a list of words that is the same everywhere.</summary>
/// <param name="words">The words.</param>
public abstract class WordCompleter(params IEnumerable<string> words) : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Words.Complete(wordToComplete, words);
}

/// <summary>Completes samplers.</summary>
public sealed class SamplerCompleter() : WordCompleter(SchedulerCatalog.Names);

/// <summary>Completes the named schedules of checkpoints.</summary>
public sealed class ScheduleCompleter() : WordCompleter(CheckpointSchedule.Names);

/// <summary>Completes devices. It does not load libtorch to count them.</summary>
public sealed class DeviceCompleter() : WordCompleter("auto", "cpu", "cuda", "cuda:0", "cuda:1");

/// <summary>Completes floating-point types.</summary>
public sealed class DtypeCompleter() : WordCompleter("auto", "float32", "bfloat16", "float16");

/// <summary>Completes what a model may predict.</summary>
public sealed class PredictionCompleter() : WordCompleter(PipelineOptions.Predictions);

/// <summary>Completes spacings of timesteps.</summary>
public sealed class TimestepSpacingCompleter() : WordCompleter(PipelineOptions.TimestepSpacings);

/// <summary>Completes usual picture sizes.</summary>
public sealed class SizeCompleter() : WordCompleter("256x256", "512x512", "512x768", "768x512", "768x768", "1024x1024");

/// <summary>Completes the levels of resolution at which tokens merge.</summary>
public sealed class LevelCompleter() : WordCompleter("1", "2", "4", "8");

/// <summary>Completes sizes of cells.</summary>
public sealed class StrideCompleter() : WordCompleter("2x2", "2x4", "4x2", "4x4");
