namespace CaToMe.Clusters;

/// <summary>What hands a study's tasks to machines.</summary>
internal enum ClusterEngine
{
    /// <summary>Slurm: a job array.</summary>
    Slurm,

    /// <summary>Kubernetes: an Indexed Job.</summary>
    Kubernetes,
}
