using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace CaToMe.Models;

/// <summary>
/// The models of one session. It lives in the module's private data, so that each runspace has its own and Remove-Module
/// ends it; a handle may be used in other runspaces all the same, and so may a name. Runspaces that import the module as an
/// object share its registry: any thread may use it.
/// </summary>
internal sealed class ModelRegistry
{
    /// <summary>The name of the model that comes with the module.</summary>
    internal const string EmbeddedName = "emoji";

    private const string Key = "Models";
    private static readonly Lock Beginning = new();

    /// <summary>
    /// The registries of the process, in the order in which they began, under <see cref="Beginning"/>. The runspaces of ForEach-Object -Parallel have
    /// nothing in common but the process: a name that one of them does not know is looked for here. Models stay with the session that loaded them.
    /// </summary>
    private static readonly List<ModelRegistry> InProcess = [];

    private readonly Lock changing = new(), loading = new();
    private readonly List<DiffusionModel> models = [];

    /// <summary>The models, in the order in which they were loaded. (Another session may have removed one by its handle.)</summary>
    internal IReadOnlyList<DiffusionModel> Models
    {
        get
        {
            lock (changing)
            {
                return [.. models.Where(m => !m.IsRemoved)];
            }
        }
    }

    /// <summary>The registry of a cmdlet's session.</summary>
    internal static ModelRegistry Of(PSCmdlet cmdlet)
    {
        var module = cmdlet.MyInvocation.MyCommand.Module;
        lock (Beginning)
        {
            var data = module.PrivateData as Hashtable ?? [];
            module.PrivateData = data;
            if (data[Key] is not ModelRegistry registry)
            {
                data[Key] = registry = new ModelRegistry();
                InProcess.Add(registry);
                registry.EndWith(Runspace.DefaultRunspace);
            }

            return registry;
        }
    }

    /// <summary>Ends a module's registry, when there is one.</summary>
    internal static void End(PSModuleInfo module)
    {
        if ((module.PrivateData as Hashtable)?[Key] is ModelRegistry registry)
        {
            registry.End();
        }
    }

    /// <summary>The model of a name, of this session or else of another one of the process.</summary>
    internal DiffusionModel? FindAnywhere(string name)
    {
        lock (Beginning)
        {
            return InProcess.Prepend(this).Select(registry => registry.Find(name)).FirstOrDefault(model => model is not null);
        }
    }

    /// <summary>The model of a name.</summary>
    internal DiffusionModel? Find(string name) => Models.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The models of a name with wildcards. A model of just that name, brackets and all, comes first.</summary>
    internal IReadOnlyList<DiffusionModel> Match(string name)
    {
        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        return Find(name) is { } model ? [model] : [.. Models.Where(m => pattern.IsMatch(m.Name))];
    }

    /// <summary>The first model that was loaded from a place.</summary>
    /// <param name="path">An absolute path.</param>
    internal DiffusionModel? FindAt(string path) => Models.FirstOrDefault(m => m.IsAt(path));

    /// <summary>A name, with a number where it is taken: <c>sd15</c>, <c>sd15-2</c>.</summary>
    internal string Unused(string name) =>
        Enumerable.Range(2, Models.Count + 1).Select(n => $"{name}-{n}").Prepend(name).First(n => !IsEmbedded(n) && Find(n) is null);

    /// <summary>Whether it is the name of the model that comes with the module, which no other may have.</summary>
    internal static bool IsEmbedded(string name) => string.Equals(name, EmbeddedName, StringComparison.OrdinalIgnoreCase);

    /// <summary>A model that is there, or else is loaded. One at a time: who asks for what another runspace is just loading gets that.</summary>
    /// <param name="find">Looks among the models.</param>
    /// <param name="load">Loads and adds it.</param>
    internal DiffusionModel FindOrLoad(Func<DiffusionModel?> find, Func<DiffusionModel> load)
    {
        lock (loading)
        {
            return find() ?? load();
        }
    }

    internal DiffusionModel Add(string name, DiffusionPipeline pipeline, PipelineOptions options)
    {
        var model = new DiffusionModel(name, pipeline, options);
        lock (changing)
        {
            models.Add(model);
        }

        return model;
    }

    /// <summary>Frees a model; one of another session too.</summary>
    internal void Remove(DiffusionModel model)
    {
        lock (changing)
        {
            models.Remove(model);
        }

        model.Remove(); // waits for its pictures
    }

    private void EndWith(Runspace runspace) => runspace.StateChanged += (_, change) =>
    {
        if (change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken)
        {
            End();
        }
    };

    private void End()
    {
        lock (Beginning)
        {
            InProcess.Remove(this);
        }

        foreach (var model in Models)
        {
            Remove(model);
        }
    }
}
