namespace Threadmill.Plugins.Memory;

/// <summary>The four loops of STREAM, over arrays a, b and c of doubles and a scalar q.</summary>
public enum StreamKernel
{
    /// <summary><c>c[i] = a[i]</c>: 16 bytes an element.</summary>
    Copy,

    /// <summary><c>b[i] = q * c[i]</c>: 16 bytes an element.</summary>
    Scale,

    /// <summary><c>c[i] = a[i] + b[i]</c>: 24 bytes an element.</summary>
    Add,

    /// <summary><c>a[i] = b[i] + q * c[i]</c>: 24 bytes an element.</summary>
    Triad,
}
