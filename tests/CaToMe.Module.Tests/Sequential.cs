// libtorch's threads are the process's: one picture at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
