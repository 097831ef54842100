using System.CommandLine;
using System.CommandLine.Completions;
using CaToMe.Hub;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome models list|pull|remove|verify|path</c>: models of the Hugging Face hub, in the hub's own cache.</summary>
internal sealed class ModelsCommand : Command
{
    internal ModelsCommand() : base("models", "List, fetch, check and remove models of the Hugging Face hub.")
    {
        Add(new ListCommand());
        Add(new PullCommand());
        Add(new PathCommand());
        Add(new VerifyCommand());
        Add(new RemoveCommand());
    }

    private static ModelHub Hub() => new(HubSettings.FromEnvironment());

    /// <summary>An argument for a model, with completion: what is in the cache, and short names.</summary>
    private static Argument<string> NameArgument()
    {
        var name = new Argument<string>("NAME")
        {
            Description = "owner/name as on the hub, owner/name@revision, owner/name/file.safetensors, or a short name.",
        };
        name.CompletionSources.Add(_ =>
            Hub().List().Select(m => m.Repository).Concat(ModelNames.Shipped.Names.Select(n => n.Name)).Select(n => new CompletionItem(n)));
        return name;
    }

    private static HubReference Read(ParseResult parsed, Argument<string> name) => HubReference.Parse(parsed.GetRequiredValue(name))
        ?? throw new OptionException(name.Name, parsed.GetValue(name), HubReference.Accepted);

    private sealed class ListCommand : ToolCommand
    {
        private readonly Option<bool> json = OutputOptionGroup.Json("One JSON object per model on standard output.");

        internal ListCommand() : base("list", "List the models in the cache, and the short names of others.")
        {
            Add(json);
            Does(Run);
        }

        internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples => [("What is here, and what has a short name:", "catome models list")];

        private Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
        {
            var hub = Hub();
            var cached = hub.List();
            if (parsed.GetValue(json))
            {
                cached.ToList().ForEach(model => terminal.Result(new CachedModelRecord(model).ToJson()));
                return Task.FromResult(ExitCode.Done);
            }

            var here = Tables.Of(Tables.Words("in the cache"), Tables.Numbers("size"), Tables.Words("state"));
            cached.ToList().ForEach(m => here.Add(m.Repository, Numbers.Bytes(m.Bytes), m.IsComplete ? "whole" : "incomplete, or no model for pictures"));
            var names = Tables.Of(Tables.Words("short name"), Tables.Words("stands for"), Tables.Words("what it is"));
            ModelNames.Shipped.Names.ToList().ForEach(n => names.Add(n.Name, n.Repository, n.Summary));
            if (cached.Count > 0)
            {
                terminal.Result(here);
            }

            terminal.Result(names);
            terminal.Say($"The cache is {hub.Settings.Cache}.");
            return Task.FromResult(ExitCode.Done);
        }
    }

    private sealed class PullCommand : ToolCommand
    {
        private readonly Argument<string> name = NameArgument();
        private readonly Option<bool> force = OptionTypes.Switch("--force", "Check what is in the cache too, and fetch again what is damaged.");

        internal PullCommand() : base("pull", "Fetch a model, and write the path where it is.")
        {
            Add(name);
            Add(force);
            Does(Run);
        }

        internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
        [
            ("Stable Diffusion 1.5 by its short name:", "catome models pull sd15"),
            ("One file of a repository:", "catome models pull stabilityai/sd-turbo/sd_turbo.safetensors"),
        ];

        private async Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
        {
            var hub = Hub();
            var reference = Read(parsed, name);
            terminal.Result(await HubProgressBar.Show(terminal, progress => hub.PullAsync(
                reference, parsed.GetValue(force), plan => terminal.SayAbove(ModelLocator.Announce(plan, hub.Settings)), progress, cancellationToken)));
            return ExitCode.Done;
        }
    }

    private sealed class PathCommand : ToolCommand
    {
        private readonly Argument<string> name = NameArgument();

        internal PathCommand() : base("path", "Write the path of a model that is in the cache.")
        {
            Add(name);
            Does(Run);
        }

        internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples => [("Where it is:", "catome models path sd15")];

        private Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
        {
            var reference = Read(parsed, name);
            terminal.Result(Hub().PathOf(reference)
                ?? throw new ModelException($"{reference} is not whole in the cache: catome models pull {reference} fetches it."));
            return Task.FromResult(ExitCode.Done);
        }
    }

    private sealed class VerifyCommand : ToolCommand
    {
        private readonly Argument<string> name = NameArgument();

        internal VerifyCommand() : base("verify", "Compare every file of a model in the cache with its checksum.")
        {
            Add(name);
            Does(Run);
        }

        internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples => [("Check what was fetched:", "catome models verify sd15")];

        private async Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
        {
            var reference = Read(parsed, name);
            HubVerification? found = null;
            await HubProgressBar.Show(terminal, async progress => (found = await Hub().VerifyAsync(reference, progress, cancellationToken)).Repository);
            found!.Damaged.ToList().ForEach(file => terminal.Result($"damaged: {file}"));
            return found.Damaged.Count == 0
                ? Say($"{found.Repository}: {found.Checked} files, all as they should be.")
                : throw new ModelException(
                    $"{found.Repository} has {found.Damaged.Count} damaged file(s): catome models pull {reference} --force fetches them again.");

            int Say(string text)
            {
                terminal.Result(text);
                return ExitCode.Done;
            }
        }
    }

    private sealed class RemoveCommand : ToolCommand
    {
        private readonly Argument<string> name = NameArgument();

        internal RemoveCommand() : base("remove", "Delete a model from the cache, with all its revisions.")
        {
            Add(name);
            Does(Run);
        }

        internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples => [("Make room:", "catome models remove sd15")];

        private Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
        {
            var reference = Read(parsed, name);
            terminal.Say($"Removed {reference.Repository}, {Numbers.Bytes(Hub().Remove(reference))}.");
            return Task.FromResult(ExitCode.Done);
        }
    }
}
