using System.Text;

namespace Threadmill.Plugins.Cpu;

public static class Mandelbrot
{
    private static readonly Lock Pictures = new();

    /// <summary>Computes the Mandelbrot set: floating point with a branch that cannot be predicted well.</summary>
    /// <param name="width">Pixels, at least 1.</param>
    /// <param name="height">Pixels, at least 1.</param>
    /// <param name="iterations">After so many a point counts as inside, at least 1.</param>
    /// <param name="picture">Where to write the picture (PGM, a format that every viewer reads); none by default.</param>
    /// <returns>How many pixels are inside.</returns>
    [Workload("cpu.mandelbrot")]
    public static long Draw(int width = 256, int height = 256, int iterations = 256, FileInfo? picture = null, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        if (picture is not null && (long)width * height > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(picture), $"{width} x {height} pixels are more than a picture can have ({Array.MaxLength})");
        var pixels = picture is null ? null : new byte[width * height];
        long inside = 0;
        for (var y = 0; y < height; y++)
        {
            stop.ThrowIfCancellationRequested();
            for (var x = 0; x < width; x++)
            {
                var steps = Escape((3.0 * x / width) - 2.25, (3.0 * y / height) - 1.5, iterations);
                if (steps == iterations)
                    inside++;
                if (pixels is not null)
                    pixels[(y * width) + x] = (byte)(255 - (steps * 255L / iterations));
            }
        }
        if (pixels is not null)
            Write(picture!, width, height, pixels);
        return inside;
    }

    private static int Escape(double cr, double ci, int iterations)
    {
        double r = 0, i = 0;
        for (var step = 0; step < iterations; step++)
        {
            var (rr, ii) = (r * r, i * i);
            if (rr + ii > 4)
                return step;
            (r, i) = (rr - ii + cr, (2 * r * i) + ci);
        }
        return iterations;
    }

    /// <summary>Several threads may well be given one file: they write it one after the other.</summary>
    private static void Write(FileInfo picture, int width, int height, byte[] pixels)
    {
        lock (Pictures)
        {
            using var stream = picture.Create();
            stream.Write(Encoding.ASCII.GetBytes($"P5\n{width} {height}\n255\n"));
            stream.Write(pixels);
        }
    }
}
