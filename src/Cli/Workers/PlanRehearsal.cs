using Threadmill.Engine.Planning;

namespace Threadmill.Cli.Workers;

/// <summary>Reads a plan that is never run, so that a worker that waits for its task has loaded and compiled what every plan needs (see tools/README.md).</summary>
internal static class PlanRehearsal
{
    public static void Play()
    {
        PlanDraft.Compose([], PlanWords.Read(["seed", "0", "spec", ""]), [], []);
        Machine.Read();
    }
}
