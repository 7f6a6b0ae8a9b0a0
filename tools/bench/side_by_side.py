"""What the benchmarks share: peers are installed and compiled, the tool is published, both sides run in turn, medians are written."""
import atexit, datetime, json, os, pathlib, platform, shutil, statistics, subprocess, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = pathlib.Path(tempfile.mkdtemp(prefix="threadmill-bench-"))
TOOL = WORK / "tool" / "threadmill"
atexit.register(shutil.rmtree, WORK, ignore_errors=True)


def sh(*words, **options):
    return subprocess.run([str(w) for w in words], check=True, capture_output=True, text=True, **options).stdout


def need(program, package):
    if not shutil.which(program):
        for words in (["update"], ["install", "-y", package]):
            subprocess.run(["apt-get", *words], check=True, stdout=subprocess.DEVNULL)


def compile_peer(name):
    need("gcc", "gcc")
    sh("gcc", "-O3", "-march=native", "-pthread", "-o", WORK / name, ROOT / f"tools/bench/peers/{name}.c")


def publish_tool():
    sh("dotnet", "publish", ROOT / "src/Cli", "-c", "Release", "-r", f"linux-{'arm64' if platform.machine() == 'aarch64' else 'x64'}",
       "--self-contained", "false", "-o", WORK / "tool")


def finish(*words, under=()):
    """Runs to the end, whatever comes of it: the exit code, and the result as JSON text, or the error if there is none."""
    ran = subprocess.run([*under, TOOL, "run", *words, "--json", "--quiet"], capture_output=True, text=True)
    return ran.returncode, ran.stdout or ran.stderr


def threadmill(*words, under=()):
    words = [str(w) for w in words]
    code, out = finish(*words, under=under)
    if code:
        raise SystemExit(f"threadmill run {' '.join(words)}: exit {code}\n{out}")
    return json.loads(out)


def machine():
    model = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.machine())
    return f"Measured {datetime.date.today()} on {os.cpu_count()} CPUs ({model}), Linux {platform.release()}, .NET {sh('dotnet', '--version').strip()}"


def compare(script, results, cases, rounds):
    """Cases are tuples: name, unit, peer's name, ours, peer's, and what a reader must know of the comparison, or nothing. More is better if the unit is per second, else less."""
    lines = [f"{machine()}: medians of {rounds} interleaved rounds by `{script}`. "
             "The ratio is Threadmill's figure by the peer's, the median of all rounds; promised is that ours is no more than 10 % worse.", "",
             "| | Threadmill | peer | | better is | ratio | promise kept |", "|---|---:|---:|---|---|---:|---|"]
    for name, unit, peer, ours, theirs, _ in cases:
        pairs = [(ours(), theirs()) for _ in range(rounds)]
        mine, other = (statistics.median(p[i] for p in pairs) for i in (0, 1))
        ratio = statistics.median(a / b for a, b in pairs if b)
        more = unit.endswith("/s")
        kept = ratio >= 0.9 if more else ratio <= 1.1
        lines.append(f"| {name} | {mine:.4g} {unit} | {other:.4g} {unit} | {peer} | {'more' if more else 'less'} | {ratio:.2f} | {'yes' if kept else 'no'} |")
        print(lines[-1], flush=True)
    lines += ["", "Why:", "", *(f"- {name}: {why}" for name, *_, why in cases if why)]
    (ROOT / "tools/bench" / results).write_text("\n".join(lines) + "\n")
