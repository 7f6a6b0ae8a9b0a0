using System.Text;
using Threadmill;
using Threadmill.Plugins.Cpu;

namespace Plugins.Tests.Cpu;

public sealed class MandelbrotTests
{
    [Fact]
    public void Points_inside_are_the_black_ones_of_the_picture()
    {
        using var folder = new Folder();
        var file = folder.File("set.pgm");
        var inside = Mandelbrot.Draw(width: 60, height: 40, iterations: 100, file);
        var bytes = File.ReadAllBytes(file.FullName);
        var header = "P5\n60 40\n255\n"u8;
        Assert.Equal(Encoding.ASCII.GetString(header), Encoding.ASCII.GetString(bytes, 0, header.Length));
        var pixels = bytes[header.Length..];
        Assert.Equal(60 * 40, pixels.Length);
        Assert.Equal(inside, pixels.Count(pixel => pixel == 0));
        Assert.InRange(pixels[0], 250, 255);
        Assert.Equal(0, pixels[(20 * 60) + 45]);
    }

    [Fact]
    public void The_share_of_points_inside_is_the_sets_area()
    {
        // 1.5066 of 9 (Mitchell 2001).
        var inside = Mandelbrot.Draw(width: 300, height: 300, iterations: 1000);
        Assert.InRange(inside / 90_000.0, 0.164, 0.172);
    }

    [Fact]
    public void Many_threads_may_write_one_picture()
    {
        using var folder = new Folder();
        var file = folder.File("set.pgm");
        using var crew = new Crew();
        crew.Add(8, _ => file, picture => Mandelbrot.Draw(64, 64, 16, new FileInfo(picture.FullName)), ops: 20).Run();
        Assert.Empty(crew.Failures);
        Assert.Equal("P5\n64 64\n255\n".Length + (64 * 64), file.Length);
    }

    [Fact]
    public void Many_steps_do_not_overflow_a_pixel()
    {
        using var folder = new Folder();
        var file = folder.File("set.pgm");
        Mandelbrot.Draw(1, 1, iterations: 100_000_000, file);
        Assert.Equal(255, File.ReadAllBytes(file.FullName)[^1]);
    }

    [Fact]
    public void Pictures_without_pixels_and_with_too_many_are_refused()
    {
        Assert.Equal("width", Assert.Throws<ArgumentOutOfRangeException>(() => Mandelbrot.Draw(width: 0)).ParamName);
        Assert.Equal("height", Assert.Throws<ArgumentOutOfRangeException>(() => Mandelbrot.Draw(height: 0)).ParamName);
        Assert.Equal("iterations", Assert.Throws<ArgumentOutOfRangeException>(() => Mandelbrot.Draw(iterations: 0)).ParamName);
        Assert.Equal("picture", Assert.Throws<ArgumentOutOfRangeException>(() => Mandelbrot.Draw(65_536, 65_536, picture: new FileInfo("none"))).ParamName);
    }

    [Fact]
    public void A_request_to_stop_ends_it_and_leaves_no_picture()
    {
        using var folder = new Folder();
        var file = folder.File("set.pgm");
        Assert.Throws<OperationCanceledException>(() => Mandelbrot.Draw(picture: file, stop: new CancellationToken(canceled: true)));
        Assert.False(file.Exists);
    }
}
