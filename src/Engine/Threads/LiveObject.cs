using System.Runtime.ExceptionServices;
using Threadmill.Engine.Targets;

namespace Threadmill.Engine.Threads;

/// <summary>Makes the object of a recipe and ends it: once, or anew for each call. Used by one thread at a time.</summary>
internal sealed class LiveObject
{
    private readonly Caller caller;
    private readonly Func<object> create;
    private readonly Action[] begin;
    private readonly Action[] end;

    public LiveObject(ObjectRecipe recipe, Caller caller)
    {
        this.caller = caller;
        Recipe = recipe;
        if (recipe.Constructor is { } constructor)
        {
            var made = caller.New(constructor, recipe.Arguments);
            create = () =>
            {
                made.CallUntimed();
                return made.Returned!;
            };
        }
        else
        {
            create = () => Activator.CreateInstance(recipe.Type)!;
        }
        begin = [.. recipe.Members.Select(caller.Set), .. recipe.Begin.Select(caller.Step)];
        end = [.. recipe.AllOfEnd.Select(caller.Step)];
    }

    public ObjectRecipe Recipe { get; }

    /// <summary>Null until it was made.</summary>
    public object? Instance => caller.Instance;

    public void Make()
    {
        caller.Instance = null;
        caller.Instance = create();
        foreach (var step in begin)
            step();
    }

    /// <summary>Does nothing where nothing was made.</summary>
    public void End()
    {
        if (caller.Instance is not null)
            RunAll(end);
    }

    /// <summary>Each step also if one before it failed; then throws what they threw, several as one <see cref="AggregateException"/>.</summary>
    public static void RunAll(ReadOnlySpan<Action> steps)
    {
        List<Exception>? thrown = null;
        foreach (var step in steps)
        {
            try
            {
                step();
            }
            catch (Exception e)
            {
                (thrown ??= []).Add(e);
            }
        }
        if (thrown is [var only])
            ExceptionDispatchInfo.Throw(only);
        if (thrown is not null)
            throw new AggregateException(thrown);
    }
}
