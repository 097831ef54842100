// Counts of live tensors, memory and libtorch's thread pool are the process's: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
