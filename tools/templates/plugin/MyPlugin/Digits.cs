using Threadmill;

namespace MyPlugin;

public static class Digits
{
    /// <summary>Adds up the decimal digits of all numbers below a limit.</summary>
    /// <param name="limit">The first number that is left out.</param>
    /// <returns>The sum.</returns>
    [Workload("myplugin.digits")]
    public static long Sum(int limit = 1000)
    {
        long sum = 0;
        for (int number = 1; number < limit; number++)
        {
            for (int rest = number; rest > 0; rest /= 10)
                sum += rest % 10;
        }
        return sum;
    }
}
