return Threadmill.Cli.Program.Main(args);
