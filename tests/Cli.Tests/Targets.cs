namespace Cli.Tests;

/// <summary>Methods that tests run as targets.</summary>
public static class Targets
{
    public static int Add(int a, int b) => a + b;

    public static int Add(int a, int b, int c) => a + b + c;
}
