using CaToMe.Clusters;

namespace CaToMe.Tests.Clusters;

public class SlurmScriptTests
{
    private static readonly TaskCommand Command = new("catome", "/home/a b/study.yaml", "/scratch/results", ["--dtype=bfloat16"]);

    private const string Called =
        "catome study run '/home/a b/study.yaml' --out /scratch/results --shard \"$SLURM_ARRAY_TASK_ID/16\" --dtype=bfloat16 --processes=2";

    [Fact]
    public void A_script_asks_for_what_a_task_gets_and_hands_its_process_to_the_tool()
    {
        var options = new ClusterOptions
        {
            Tasks = 16, AtOnce = 4, Gpus = 2, Cpus = 8, Memory = "32G", Time = "8:00:00", Partition = "gpu", Modules = "cuda/12.8", Setup = "export A=1",
            Sbatch = "--account=physics", Container = "/images/catome.sif",
        };
        Assert.Equal(
            $"""
            #!/bin/bash -l
            #SBATCH --job-name=catome-study
            #SBATCH --array=1-16%4
            #SBATCH --ntasks=1
            #SBATCH --cpus-per-task=8
            #SBATCH --mem=32G
            #SBATCH --gres=gpu:2
            #SBATCH --time=8:00:00
            #SBATCH --partition=gpu
            #SBATCH --output="/scratch/my results/cluster/%A_%a.log"
            #SBATCH --open-mode=append
            #SBATCH --requeue
            #SBATCH --account=physics
            module load cuda/12.8
            export A=1
            exec apptainer exec --nv --bind '/home/a b' --bind /scratch/results /images/catome.sif {Called}

            """,
            SlurmScript.Of(options, "catome-study", Command, "/scratch/my results/cluster"));
    }

    [Fact]
    public void On_CPUs_a_task_computes_with_its_cores_unless_threads_are_given()
    {
        Assert.EndsWith(" --dtype=bfloat16 --threads=4", Command.Line("1/2", new ClusterOptions()), StringComparison.Ordinal);
        Assert.EndsWith(" --threads=1", (Command with { Options = ["--threads=1"] }).Line("1/2", new ClusterOptions()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_percent_sign_of_a_folder_is_no_pattern_of_Slurms() => Assert.Contains(
        "--output=/a%%b/%A_%a.log", SlurmScript.Of(new ClusterOptions(), "catome-study", Command, "/a%b"), StringComparison.Ordinal);

    [Theory]
    [InlineData(new[] { 1, 2, 3 }, "1-3")]
    [InlineData(new[] { 5, 2 }, "2,5")]
    [InlineData(new[] { 1, 2, 4, 6, 7 }, "1-2,4,6-7")]
    public void Tasks_are_written_as_runs(int[] tasks, string array) => Assert.Equal(array, SlurmScript.Array(tasks, new ClusterOptions()));

    [Theory]
    [InlineData("/a/b-1_x.yaml", "/a/b-1_x.yaml")]
    [InlineData("a b", "'a b'")]
    [InlineData("it's $HOME", @"'it'\''s $HOME'")]
    [InlineData("", "''")]
    public void A_word_reaches_the_program_as_it_is(string word, string quoted) => Assert.Equal(quoted, TaskCommand.Quote(word));

    [Theory]
    [InlineData("/a/My Study (2).yaml", "catome-my-study-2")]
    [InlineData("ärger.yaml", "catome-rger")]
    [InlineData("a-very-long-name-of-a-study-that-goes-on-and-on.yaml", "catome-a-very-long-name-of-a-study-that")]
    public void A_job_is_named_after_its_study(string study, string name) => Assert.Equal(name, SlurmStudy.NameOf(study));
}
