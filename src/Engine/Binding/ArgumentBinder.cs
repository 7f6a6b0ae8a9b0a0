using System.Collections.Immutable;

namespace Threadmill.Engine.Binding;

/// <summary>Binds words to parameters by Python's rules for calls, with Python's words where they do not fit.</summary>
public static class ArgumentBinder
{
    /// <param name="callee">What the errors call it: <c>cpu.primes</c>.</param>
    /// <param name="others">Further keywords, which somebody else takes: a mistyped one may mean them.</param>
    public static BoundArguments Bind(string callee, IReadOnlyList<Parameter> parameters, Arguments arguments, IEnumerable<string>? others = null) =>
        new Attempt(callee, parameters, arguments, others ?? []).Bind();

    private sealed class Attempt(string callee, IReadOnlyList<Parameter> parameters, Arguments arguments, IEnumerable<string> others)
    {
        private readonly object?[] values = new object?[parameters.Count];
        private readonly bool[] isBound = new bool[parameters.Count];
        private readonly List<Problem> problems = [];
        private ImmutableSortedDictionary<string, string> filled = ImmutableSortedDictionary<string, string>.Empty;

        public BoundArguments Bind()
        {
            TakePositional();
            TakeKeywords();
            FillDefaults();
            TellMissing();
            return new(values, filled, [.. problems]);
        }

        private void TakePositional()
        {
            var words = arguments.Positional;
            var taken = 0;
            for (var p = 0; p < parameters.Count && taken < words.Length; p++)
            {
                if (parameters[p].Kind == ParameterKind.Positional)
                    Take(p, words[taken++]);
                else if (parameters[p].Kind == ParameterKind.VarArgs)
                    taken = TakeAll(p, words, taken);
            }
            if (taken < words.Length)
                Fail($"{Takes()} but {words.Length} {(words.Length == 1 ? "was" : "were")} given");
        }

        private int TakeAll(int p, ImmutableArray<string> words, int from)
        {
            var element = ListTypes.ElementOf(parameters[p].Type)!;
            var array = Array.CreateInstance(element, words.Length - from);
            for (var i = from; i < words.Length; i++)
            {
                if (ValueReader.TryRead(words[i], element, out var value, out var error))
                    array.SetValue(value, i - from);
                else
                    Fail($"argument '{parameters[p].Name}' {error}");
            }
            values[p] = ListTypes.Make(parameters[p].Type, array);
            isBound[p] = true;
            return words.Length;
        }

        private void TakeKeywords()
        {
            var rest = new Dictionary<string, string>();
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, text) in arguments.Keyword)
            {
                var fits = Matches(name);
                if (fits.Length == 0)
                    TakeRest(rest, name, text);
                else if (fits.Length > 1)
                    Fail($"'{name}' names an argument of the method and one of the constructor; say new.{name}= for the constructor's (beside it, {name}= is the method's), or give the method's by position");
                else if (!seen.Add(parameters[fits[0]].Name + parameters[fits[0]].IsOfConstructor))
                    Fail($"keyword argument repeated: '{name}'");
                else if (isBound[fits[0]])
                    Fail($"got multiple values for argument '{parameters[fits[0]].Name}'");
                else
                    Take(fits[0], text);
            }
            for (var p = 0; p < parameters.Count; p++)
            {
                if (parameters[p].Kind == ParameterKind.VarKeywords)
                    (values[p], isBound[p]) = (rest, true);
            }
        }

        /// <summary>The parameters a keyword may mean; <c>new.x</c> means the constructor's alone, and <c>x</c> beside it the other.</summary>
        private int[] Matches(string name)
        {
            var explicitly = Indexes(p => p.IsNamedAsConstructors(name));
            if (explicitly.Length > 0)
                return explicitly;
            var fits = Indexes(p => p.IsNamed(name));
            return fits.Length < 2 ? fits : [.. fits.Where(i => !arguments.Keyword.Any(k => parameters[i].IsNamedAsConstructors(k.Key)))];
        }

        private int[] Indexes(Func<Parameter, bool> fits) =>
            [.. Enumerable.Range(0, parameters.Count).Where(i => parameters[i].Kind is not (ParameterKind.VarArgs or ParameterKind.VarKeywords) && fits(parameters[i]))];

        private void TakeRest(Dictionary<string, string> rest, string name, string text)
        {
            if (!parameters.Any(p => p.Kind == ParameterKind.VarKeywords))
            {
                var near = Nearest.To(name, parameters.Select(p => p.Name).Concat(others));
                Fail($"got an unexpected keyword argument '{name}'{(near is null ? "" : $"; did you mean '{near}'?")} (to pass the text itself: --arg={name}={text})");
            }
            else if (!rest.TryAdd(name, text))
            {
                Fail($"keyword argument repeated: '{name}'");
            }
        }

        private void Take(int p, string text)
        {
            isBound[p] = true;
            if (ValueReader.TryRead(text, parameters[p].Type, out var value, out var error))
                values[p] = value;
            else
                Fail($"argument '{parameters[p].Name}' {error}");
        }

        private void FillDefaults()
        {
            for (var p = 0; p < parameters.Count; p++)
            {
                if (isBound[p])
                    continue;
                if (parameters[p].Kind == ParameterKind.VarArgs)
                    (values[p], isBound[p]) = (Parameter.NoItems(parameters[p].Type), true);
                if (!parameters[p].HasDefault)
                    continue;
                values[p] = parameters[p].DefaultValue;
                isBound[p] = true;
                if (ValueReader.Text(values[p]) is { } text)
                    filled = filled.SetItem(parameters[p].Name, text);
            }
        }

        private void TellMissing()
        {
            var missing = new List<string>();
            for (var p = 0; p < parameters.Count; p++)
            {
                if (!isBound[p])
                    missing.Add($"'{parameters[p].Name}'");
            }
            if (missing.Count > 0)
                Fail($"missing {missing.Count} required argument{(missing.Count == 1 ? "" : "s")}: {Listed([.. missing])}");
        }

        private static string Listed(string[] names) => names.Length switch
        {
            1 => names[0],
            2 => $"{names[0]} and {names[1]}",
            _ => $"{string.Join(", ", names[..^1])}, and {names[^1]}",
        };

        private string Takes()
        {
            var most = parameters.Count(p => p.Kind == ParameterKind.Positional);
            var least = parameters.Count(p => p.Kind == ParameterKind.Positional && !p.HasDefault);
            var number = least == most ? $"{most}" : $"from {least} to {most}";
            return $"takes {number} positional argument{(least == 1 && most == 1 ? "" : "s")}";
        }

        private void Fail(string message) => problems.Add(Problem.Invalid($"{callee}() {message}"));
    }
}
