using System.CommandLine;
using CaToMe;
using CaToMe.Documents;
using CaToMe.Documents.Loading;

var only = new Option<string[]>("--only")
{
    HelpName = "NAME", Description = $"Make these alone: {string.Join(", ", Figure.All.Select(f => f.Name))}.", AllowMultipleArgumentsPerToken = true,
};
var quick = new Option<bool>("--quick") { Description = "Two prompts and four steps, to see that everything is replaced. Do not commit what it writes." };
var peers = new Option<string?>("--peers")
{
    HelpName = "FOLDER", Description = "Traced networks of diffusers and tomesd: makes the figures of U-Net calls beside them too.",
};
var checkpoint = new Option<string?>("--checkpoint")
{
    HelpName = "FILE", Description = "A single file of Stable Diffusion 1.x, in float32, for the figure of loading.",
};
var first = new Option<string[]>(FirstPicture.Option) { Arity = new ArgumentArity(4, 4), AllowMultipleArgumentsPerToken = true, Hidden = true };
var command = new RootCommand("Measures the embedded model and writes its recommendation and every figure of the README and the docs.")
{
    only, quick, peers, checkpoint, first,
};
command.SetAction(parsed =>
{
    try
    {
        if (parsed.GetValue(first) is { Length: > 0 } picture)
        {
            FirstPicture.MeasureThisProcess(picture);
            return 0;
        }

        using var study = new Study(parsed.GetValue(quick)) { PeersFolder = parsed.GetValue(peers), Checkpoint = parsed.GetValue(checkpoint) };
        foreach (var figure in Figure.Chosen(parsed.GetValue(only) ?? [], study.Given))
        {
            Console.Error.WriteLine($"{figure.Name} ...");
            figure.Write(study);
        }

        return 0;
    }
    catch (CaToMeException e)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
});
return command.Parse(args).Invoke();
