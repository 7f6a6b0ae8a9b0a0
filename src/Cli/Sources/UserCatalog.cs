using Threadmill.Engine.Installing;
using Threadmill.Engine.Plugins;

namespace Threadmill.Cli.Sources;

/// <summary>The plugins that this user has here: the project's, the user's own, the tool's, and those that were named.</summary>
internal static class UserCatalog
{
    public static Catalog With(IEnumerable<string> named) =>
        new(new PluginFolders(named), new MetadataCache(MetadataCache.DefaultFile), () => PluginManifest.Here()?.Unrestored() ?? []);
}
