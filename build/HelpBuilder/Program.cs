System.IO.Directory.CreateDirectory(args[1]);
