namespace Threadmill.Engine.Targets;

/// <summary>An object to be made once per group. Two are the same object if their keys are equal.</summary>
/// <param name="IsOnly">A group may have one such object of its type; specs that describe it differently contradict each other.</param>
public sealed record SharedObject(ObjectRecipe Recipe, string Key, bool IsOnly)
{
    public Type Type => Recipe.Type;

    public static SharedObject Of(ObjectRecipe recipe, bool isOnly = true) => new(recipe, recipe.Key, isOnly);
}
