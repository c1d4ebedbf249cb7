"""What transfers cost, as ratios measured in one run on one machine.

``python tests/bench/transfer.py [walk] [digest] [small] [large] [list] [watch] [--scale 0.1]``
prints one table, a line per wish of ours; ``--scale`` takes so much of the files and bytes.
Every piece of work is a process of its own. Ours counts from when everything is imported, with
digests, records and the check at the end; programs count whole. Each is measured ``--rounds``
times, in turn with the others, and its best counts. Servers and farm start anew for each.

Peers: rsync, cp, rclone and s5cmd where they are installed, boto3 and obstore. Their server is
``rclone serve s3``. Needs up to 12 GB below the temporary folder.
"""

import argparse
import contextlib
import dataclasses
import importlib.util
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/transfer")]

import s3  # noqa: E402

KEYS = {"AWS_ACCESS_KEY_ID": s3.KEY, "AWS_SECRET_ACCESS_KEY": s3.SECRET, "AWS_REGION": "us-east-1"}
MB = 1 << 20


@dataclasses.dataclass
class Cost:
    """What a process took: seconds, seconds of the processor, the most memory in bytes."""

    seconds: float
    cpu: float = 0.0
    peak: int = 0
    count: int = 0


def run(*command, **environment):
    """Runs a program to its end and returns its Cost.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    with tempfile.TemporaryFile("w+") as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=said, stderr=said, env={**os.environ, **KEYS, **environment}
        )
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read()
    if process.returncode:
        sys.stderr.write(text)
        raise subprocess.CalledProcessError(process.returncode, command, text)
    return Cost(took, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024), text


def program(*command, **environment):
    return run(*command, **environment)[0]


def work(name, *arguments):
    """Does a piece of work of transfer_work.py."""
    cost, text = run(sys.executable, str(HERE / "transfer_work.py"), name, *map(str, arguments))
    told = json.loads(text.splitlines()[-1])
    return Cost(told["seconds"], cost.cpu, told["peak"], told["count"])


def best(rounds, **calls):
    """Calls each in turn, several times; returns the cheapest Cost of each that can be had."""
    found = {}
    for _ in range(rounds):
        for name, call in calls.items():
            os.sync()
            cost = call()
            if name not in found or cost.seconds < found[name].seconds:
                found[name] = cost
    return found


def line(what, value, against="", ratio="", wish=""):
    print(f"{what:<58} {value:>18} {against:>26} {ratio:>8}  {wish}", flush=True)


def against(what, ours, peer, name, wish, *, speed=False):
    """Prints a line: our seconds over those of a peer, or the inverse when speeds are compared."""
    ratio = peer.seconds / ours.seconds if speed else ours.seconds / peer.seconds
    line(what, f"{ours.seconds:.2f} s", f"{name} {peer.seconds:.2f} s", f"{ratio:.2f}x", wish)


class Bench:
    """The files that are measured, below ``home``."""

    def __init__(self, home, scale, rounds):
        self.home = pathlib.Path(home)
        self.scale = scale
        self.rounds = rounds
        self._fresh = 0

    def scaled(self, number):
        return max(1, int(number * self.scale))

    def fresh(self):
        """Returns a new empty folder."""
        self._fresh += 1
        folder = self.home / f"fresh{self._fresh}"
        folder.mkdir()
        return folder

    def files(self, name, count, size):
        """Makes ``count`` files of ``size`` random bytes, 250 in a folder, once."""
        folder = self.home / name
        block = memoryview(os.urandom(min(size, MB) + 4096))
        for at in range(0 if folder.is_dir() else count):
            path = folder / f"{at // 250:04}/file_{at:06}.exr"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as stream:
                for start in range(0, size, MB):
                    stream.write(at.to_bytes(8, "big")[: size - start])
                    stream.write(block[at % 4096 :][: max(0, min(MB, size - start) - 8)])
        return folder

    # -- decisions ------------------------------------------------------------------

    def walk(self):
        """Unchanged files: the whole upload, to its end, that finds nothing to send."""
        count = self.scaled(100_000)
        folder, home = self.files("tree", count, 10_240), self.fresh()
        work("hold", folder, home, "bench")
        listed = self.upload_list(folder, home / "upload.json")
        copy = self.fresh()
        calls = {
            "plain": lambda: work("plain_walk", folder),
            "tree": lambda: work("decide_tree", folder, home, "bench"),
            "list": lambda: work("decide_list", listed, home),
        }
        if shutil.which("rsync"):
            program("rsync", "-a", f"{folder}/", f"{copy}/")
            calls["rsync"] = lambda: program("rsync", "-a", f"{folder}/", f"{copy}/")
        else:
            line("rsync is not installed: not measured", "")
        cost = best(max(3, self.rounds), **calls)
        what = f"{count:,} unchanged files"
        against(f"{what}, a tree", cost["tree"], cost["plain"], "plain walk", "1.6x or less")
        if "rsync" in cost:
            against(f"{what}, a tree", cost["tree"], cost["rsync"], "rsync -a", "1x or less")
        memory(f"{what}, a tree", cost["tree"], 64)
        against(f"{what}, an upload.json", cost["list"], cost["plain"], "plain walk", "4x or less")
        memory(f"{what}, an upload.json", cost["list"], 200)

    def digest(self):
        """Digests of what the records do not know."""
        tree = self.files("tree", self.scaled(100_000), 10_240)
        huge = self.files("huge", 1, self.scaled(4 << 30))
        for what, folder in ("1 GB in 100,000 files", tree), ("one file of 4 GB", huge):
            cost = best(
                max(3, self.rounds),
                read=lambda: work("read_files", folder),  # noqa: B023
                ours=lambda: work("digest_files", folder, self.fresh()),  # noqa: B023
            )
            against(f"digests, {what}", cost["ours"], cost["read"], "read", "1.5x or less")

    def list(self):
        """Long lists."""
        count, home = self.scaled(300_000), self.fresh()
        folder = self.files("empty", count, 0)
        work("hold", folder, home, "bench")
        path = self.upload_list(folder, home / "upload.json")
        cost = best(max(3, self.rounds), ours=lambda: work("decide_list", path, home))["ours"]
        what = f"upload.json of {count:,}: nothing to send"
        line(what, f"{cost.seconds:.2f} s", wish="3 s or less")
        memory(what, cost, 64)
        few = self.scaled(100_000)
        short = self.upload_list(folder, home / "short.json", few)
        cost = best(3, ours=lambda: work("cut", short, self.fresh(), 1000))["ours"]
        parts = f"{cost.count} parts"
        line(f"cutting_upload of {few:,}", f"{cost.seconds:.3f} s", parts, wish="0.2 s or less")

    def upload_list(self, folder, path, most=None):
        """Writes an upload.json of the files below ``folder`` and returns its path."""
        found = (
            {"local": os.path.join(at, name), "server": "/".join(("bench", *parts, name))}
            for at, _, names in sorted(os.walk(folder))
            for parts in [pathlib.Path(at).relative_to(folder).parts]
            for name in sorted(names)
        )
        with path.open("w", encoding="utf-8") as stream:
            stream.write('{"scene": [], "asset": [')
            for at, row in enumerate(found):
                if at == most:
                    break
                stream.write((",\n" if at else "\n") + json.dumps(row))
            stream.write("]}")
        return path

    # -- bytes ----------------------------------------------------------------------

    def small(self):
        """Many small files."""
        count = self.scaled(10_000)
        folder = self.files("small", count, 10_240)
        cost = best(
            self.rounds,
            cp=lambda: program("cp", "-r", str(folder), str(self.fresh())),
            farm=lambda: self.to_farm(folder),
            **self.peers(folder, "obstore", "rclone", "store"),
        )
        what = f"{count:,} x 10 KB"
        for name, each in cost.items():
            line(f"{what}, {name}", f"{count / each.seconds:,.0f} files/s", f"{each.cpu:.2f} CPU s")
        for name in cost.keys() & {"obstore", "rclone"}:
            wish = "2x or more, 3x wished"
            against(f"{what}, to the farm", cost["farm"], cost[name], name, wish, speed=True)
        against(f"{what}, to the farm", cost["farm"], cost["cp"], "cp -r", "4x or less")

    def large(self):
        """A few large files."""
        size = self.scaled(512 * MB)
        folder = self.files("large", 4, size)
        less = self.files("less", 4, max(MB, size // 8))
        cost = best(
            self.rounds,
            farm=lambda: self.to_farm(folder),
            **self.peers(folder, "store", "rclone", "s5cmd", "boto3"),
        )
        what = f"4 x {size // MB} MB"
        gigabytes = 4 * size / 1e9
        for name, each in cost.items():
            speed = f"{gigabytes * 1000 / each.seconds:,.0f} MB/s"
            line(f"{what}, {name}", speed, f"{each.cpu / gigabytes:.2f} CPU s/GB")
        found = {name: cost[name] for name in ("rclone", "s5cmd", "boto3") if name in cost}
        name = min(found, key=lambda name: found[name].seconds)
        for kind in ("store", "farm"):
            against(f"{what}, {kind}", cost[kind], found[name], name, "0.9x or more", speed=True)
        for kind in ("store", "farm") if "rclone" in cost else ():
            ours, peer = cost[kind].cpu, cost["rclone"].cpu
            mine, other = f"{ours / gigabytes:.2f} s/GB", f"rclone {peer / gigabytes:.2f} s/GB"
            line(f"{what}, {kind}: CPU", mine, other, f"{ours / peer:.2f}x", "1x or less")
        few = {"store": self.peers(less, "store")["store"](), "farm": self.to_farm(less)}
        for kind, each in few.items():
            mine, other = f"{cost[kind].peak / MB:.0f} MB", f"an eighth: {each.peak / MB:.0f} MB"
            line(f"{what}, {kind}: memory", mine, other, wish="the same, within 64 MB")

    def to_farm(self, folder):
        """Sends a folder to a farm that is started for it."""
        home = self.fresh()
        farm = farm_process(home / "farm").start()
        try:
            farm.login()
            told = {"url": farm.url, "tokens": farm.tokens, "bid": farm.bids["input"]}
            (home / "farm.json").write_text(json.dumps(told), "utf-8")
            return work("send_farm", folder, home, home / "farm.json")
        finally:
            farm.stop()
            shutil.rmtree(home, ignore_errors=True)

    def peers(self, folder, *names):
        """Returns {name: call that sends a folder to an S3 server started for it}."""
        have = [name for name in names if name == "store" or _installed(name)]
        for name in sorted(set(names) - set(have)):
            line(f"{name} is not installed: not measured", "")
        return {name: lambda name=name: self.to_bucket(folder, name) for name in have}

    def to_bucket(self, folder, name):
        home = self.fresh()
        try:
            with s3.serving(home) as server:
                if name == "store":
                    return work("send_store", folder, home, server.url("store"))
                if name in ("obstore", "boto3"):
                    return work(name, folder, server.endpoint, s3.BUCKET)
                if name == "rclone":
                    return program(*RCLONE, str(folder), f"to:{s3.BUCKET}/rclone", **remote(server))
                s5cmd = [s3.program("s5cmd"), "--endpoint-url", server.endpoint, "cp"]
                return program(*s5cmd, f"{folder}/", f"s3://{s3.BUCKET}/s5cmd/")
        finally:
            shutil.rmtree(home, ignore_errors=True)

    def watch(self):
        """What it takes to follow many tasks: its own table."""
        print(flush=True)
        subprocess.run([sys.executable, str(HERE / "watch.py")], check=True)


def farm_process(folder):
    """Returns a farm on a folder, as the tests have it; their folder has a conftest of its own."""
    spec = importlib.util.spec_from_file_location("of_farm", ROOT / "tests/farm/conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.FarmProcess(folder)


RCLONE = [s3.program("rclone"), "copy", "--transfers", "16", "--checkers", "16"]


def remote(server):
    """Returns the variables that describe a server to rclone as the remote ``to``."""
    options = {
        "type": "s3",
        "provider": "Other",
        "endpoint": server.endpoint,
        "access_key_id": s3.KEY,
        "secret_access_key": s3.SECRET,
        "region": "us-east-1",
        "force_path_style": "true",
    }
    found = {f"RCLONE_CONFIG_TO_{key.upper()}": value for key, value in options.items()}
    return {**found, "RCLONE_CONFIG": str(server.config)}


def _installed(name):
    if name in ("rclone", "s5cmd"):
        return bool(s3.program(name))
    return importlib.util.find_spec(name) is not None


def memory(what, cost, most):
    line(f"{what}: memory", f"{cost.peak / MB:.0f} MB", wish=f"{most} MB or less")


def main():
    parts = ("walk", "digest", "small", "large", "list", "watch")
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(parts)}")
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    day = time.strftime("%Y-%m-%d", time.gmtime())
    cpus = os.cpu_count()
    print(f"{day}, {platform.system()} {platform.machine()}, {cpus} processors, "
          f"Python {platform.python_version()}, scale {chosen.scale:g}")  # fmt: skip
    line("", "ours", "against", "ratio", "wish")
    with tempfile.TemporaryDirectory(prefix="rayvision-bench-") as home:
        bench = Bench(home, chosen.scale, chosen.rounds)
        for part in chosen.parts or parts:
            try:
                getattr(bench, part)()
            except (subprocess.CalledProcessError, OSError) as err:
                line(f"{part}: not measured: {err}", "")
            with contextlib.suppress(FileNotFoundError):
                shutil.rmtree(bench.home / "huge")


if __name__ == "__main__":
    main()
