"""Each service's whole way against its emulator: python tests/emulators/demo.py [SERVICE]...

Prints the commands a person would give and what they say, and ends with 1 when one of them does
not do what it should. Everything lies in a folder that is gone afterwards; nothing leaves this
machine.
"""

import contextlib
import importlib.util
import json
import os
import pathlib
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import bimface
import chohotech
import octoplant

MAIN = "import sys; from rayvision_plugins.cli import main; sys.exit(main())"
NEEDED = ("rayvision_plugins", "trimesh", "DracoPy", "aiohttp")
PRECISION = 0.001
SECONDS = 60
"""How long a command may take."""


class Shell:
    """Runs ``rayvision`` in a folder with settings of its own, and says so as it goes."""

    def __init__(self, folder, **settings):
        self.folder = pathlib.Path(folder)
        kept = {key: value for key, value in os.environ.items() if not key.startswith("RAYVISION_")}
        path = os.pathsep.join(step for step in sys.path if step)
        self.env = {**kept, "PYTHONPATH": path, "RAYVISION_HOME": str(self.folder / "home")}
        for name, value in settings.items():
            self.set(name, value)

    def set(self, name, value):
        """Gives a setting of one service."""
        variable = f"RAYVISION_{name.upper()}"
        secret = any(word in name for word in ("token", "password", "secret"))
        print(f"$ export {variable}={'...' if secret else shlex.quote(str(value))}")
        self.env[variable] = str(value)

    def run(self, *words, code=0):
        """Runs a command to its end and returns what it printed."""
        print(f"$ rayvision {shlex.join(words)}", flush=True)
        done = subprocess.run(
            [sys.executable, "-c", MAIN, *words],
            cwd=self.folder,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
        )
        print(done.stdout + done.stderr, end="", flush=True)
        check(done.returncode == code, f"it ended with {done.returncode} instead of {code}")
        return done.stdout

    @contextlib.contextmanager
    def serving(self, *words):
        """Runs a command beside the others, once it has said its first line."""
        print(f"$ rayvision {shlex.join(words)} &", flush=True)
        with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
            process = subprocess.Popen(
                [sys.executable, "-u", "-c", MAIN, *words],
                cwd=self.folder,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
            )
            try:
                first = process.stdout.readline()
                print(first, end="", flush=True)
                if not first:
                    process.wait(SECONDS)
                    log.seek(0)
                    check(False, log.read())
                yield
            finally:
                process.terminate()
                said, _ = process.communicate(timeout=SECONDS)
                print(said, end="", flush=True)


def check(true, text):
    """Ends the demo when something is not as it should be."""
    if not true:
        sys.exit(f"the demo failed: {text}")


def of_chohotech(folder):
    """Meshes go as Draco, the workflow joins them, the result comes back as STL."""
    import trimesh

    gum = trimesh.creation.torus(major_radius=20, minor_radius=4)
    tooth = trimesh.creation.icosphere(subdivisions=3, radius=3)
    tooth.apply_translation((20, 0, 4))
    gum.export(folder / "gum.stl")
    tooth.export(folder / "tooth.ply")
    with chohotech.Emulator() as service:
        (folder / "creds.json").write_text(json.dumps(service.creds), "utf-8")
        shell = Shell(folder, chohotech_creds="creds.json", job_first=0.2)
        words = ["--input", "gum=gum.stl", "--input", "tooth_list=tooth.ply", "--text", "U-2023"]
        order = [*words, "--output", "mesh=stl", "--out", "results"]
        shell.run("job", "submit", "--service", "chohotech", *order)
        shell.run("job", "list")
    sent = trimesh.util.concatenate([gum, tooth])
    back = trimesh.load(folder / "results" / "mesh.stl", force="mesh")
    far = distance(sent.vertices, back.vertices)
    check(len(sent.faces) == len(back.faces), "faces were lost")
    check(far <= PRECISION, f"a point moved by {far}")
    print(f"# {len(back.faces)} faces came back; no point moved by more than {far:.2g}")


def distance(one, other):
    """Returns how far a point of one mesh is from the other's nearest, at most."""
    import numpy

    apart = numpy.linalg.norm(one[:, None, :] - other[None, :, :], axis=2)
    return float(max(apart.min(axis=0).max(), apart.min(axis=1).max()))


def of_octoplant(folder):
    """A project tree is exported by a server that signed its own certificate."""
    check(shutil.which("openssl"), "the server signs with openssl, which is not on PATH")
    with octoplant.Emulator() as service:
        shell = Shell(
            folder,
            octoplant_url=service.url,
            octoplant_ca_bundle=service.certificate,
            octoplant_username=octoplant.USERNAME,
            octoplant_password=octoplant.PASSWORD,
            octoplant_client_secret=octoplant.CLIENT_SECRET,
            job_first=0.2,
        )
        order = ["--export", "projectTree", "--out", "results"]
        shell.run("job", "submit", "--service", "octoplant", *order)
        shell.run("job", "list")
    check((folder / "results" / "contents.json").is_file(), "there is no contents.json")


def of_bimface(folder):
    """A translation is submitted; its signed callback, and nothing else, ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with bimface.Emulator(seconds=1.0) as service:
        shell = Shell(
            folder,
            bimface_url=service.url,
            bimface_access_token=service.token,
            bimface_app_key=service.app_key,
            bimface_app_secret=service.app_secret,
            callback_url=f"http://127.0.0.1:{port}",
        )
        with shell.serving("callback", "serve", "--port", port):
            order = ["--file-id", str(next(iter(service.files))), "--out", "results"]
            shell.run("job", "submit", "--service", "bimface", *order)
        shell.run("job", "list")
    check((folder / "results" / "result.json").is_file(), "there is no result.json")


DEMOS = {"chohotech": of_chohotech, "octoplant": of_octoplant, "bimface": of_bimface}


def main(names):
    """Shows the services that are named, all when none is."""
    unknown = [name for name in names if name not in DEMOS]
    check(not unknown, f"there is no {', '.join(unknown)}; there are {', '.join(DEMOS)}")
    gone = [name for name in NEEDED if not importlib.util.find_spec(name)]
    check(not gone, f'{", ".join(gone)}: not there; in the clone: pip install ".[mesh,callback]"')
    for name in names or DEMOS:
        print(f"# {name}: {DEMOS[name].__doc__}")
        with tempfile.TemporaryDirectory() as folder:
            DEMOS[name](pathlib.Path(folder))
        print(flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
