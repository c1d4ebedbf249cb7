"""What an import does, in a process of its own: nothing but give names; and how it gets ours."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

from rayvision_plugins import dropin
from rayvision_plugins.manifest import InstallFailed

ROOT = pathlib.Path(__file__).parent.parent.parent
COMPAT = ROOT / "rayvision_plugins" / "compat"
PACKAGES = sorted(path.parent.name for path in COMPAT.glob("*/__init__.py"))

sys.path.insert(0, str(ROOT / "tests/unit/shelves"))
import pythons  # noqa: E402

WATCHED = """
import importlib, json, logging, os, pkgutil, sys

done = []
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
EVENTS = ("os.mkdir", "os.rename", "os.remove", "os.putenv", "subprocess.Popen", "os.system",
          "socket.connect", "socket.getaddrinfo", "socket.sendto", "os.chmod")

def watch(event, given):
    if event in EVENTS or event == "open" and given[2] & WRITES:
        done.append([event, str(given[0])])

sys.addaudithook(watch)
package = importlib.import_module(sys.argv[1])
for row in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(row.name)
loggers = [logging.getLogger(), *map(logging.getLogger, list(logging.Logger.manager.loggerDict))]
handlers = [str(one) for logger in loggers for one in logger.handlers
            if not isinstance(one, logging.NullHandler)]
handlers += [str(one) for logger in loggers for one in getattr(logger, "filters", [])]
levels = [one.name for one in loggers[1:] if one.name.startswith("rayvision") and one.level]
print(json.dumps([done, handlers, levels, logging.getLogger().level]))
"""


def run(python, code, *arguments, path=(ROOT, COMPAT), **more):
    """Returns the ended process of ``python -c code``, with our packages on its path."""
    environment = {"PYTHONPATH": os.pathsep.join(map(str, path)), "PYTHONDONTWRITEBYTECODE": "1"}
    for name in ("PATH", "SYSTEMROOT", "PYENV_ROOT"):
        environment[name] = os.environ.get(name, "")
    environment.update(more.pop("environment", {}))
    command = [str(python), "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, **more)


@pytest.mark.parametrize("name", PACKAGES)
def test_an_import_does_nothing_else(name, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    home = dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "TMPDIR"), str(empty))
    done = run(sys.executable, WATCHED, name, cwd=empty, environment=home)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [[], [], [], 30]
    assert done.stderr == ""
    assert not list(empty.iterdir())


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.9"])
def test_an_older_python_is_told_in_one_line_what_to_run(version):
    python = pythons.find(version)
    for name in PACKAGES:
        done = run(python, "import " + name)
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1] == (
            "ImportError: " + name + " of rayvision_plugins needs Python 3.10 to 3.13; here run "
            "`python -m analyzers SCENE`, or `rayvision submit` with a newer Python"
        )


def test_the_alias_package_holds_the_same_modules():
    code = (
        "import dayan_api.core, rayvision_api.core, dayan_api.operators.task\n"
        "from dayan_api.exception import RayvisionError as one\n"
        "from rayvision_api.exception import RayvisionError as other\n"
        "from dayan_api import RayvisionAPI\n"
        "import rayvision_api.operators.task as task\n"
        "assert dayan_api.core is rayvision_api.core and one is other\n"
        "assert dayan_api.operators.task is task and RayvisionAPI is dayan_api.core.RayvisionAPI\n"
        "assert rayvision_api.core.__spec__.name == 'rayvision_api.core'\n"
    )
    done = run(sys.executable, code)
    assert done.returncode == 0, done.stderr


MAIN = "import sys; from rayvision_plugins.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture
def venv(tmp_path, request):
    """Returns a function that runs code in a fresh environment, and its folder for packages.

    Ours are found in the checkout, or copied there with the parameter "installed".
    """
    installed = getattr(request, "param", "") == "installed"
    folder = tmp_path / "venv"
    made = [sys.executable, "-m", "venv", "--without-pip", "--system-site-packages", str(folder)]
    subprocess.run(made, check=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    where = run(python, "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip()
    requirements = [name for name in sys.path if name.endswith("-packages")]
    path = [where if installed else ROOT, *requirements]  # where this package may be as well

    def ask(code, *arguments):
        return run(python, code, *arguments, path=path, cwd=tmp_path)

    for name in ("analyzers", "rayvision_plugins") if installed else ():
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, pathlib.Path(where, name), ignore=ignored)
    return ask, pathlib.Path(where)


def official(folder):
    """Puts packages as the vendor's wheels bring them into a folder."""
    for name, version in (("rayvision_api", "3.0.4.3"), ("rayvision_log", "1.2.4")):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text("")
        info = folder / f"{name}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")


@pytest.mark.slow
@pytest.mark.parametrize("venv", ["installed", "checkout"], indirect=True)
def test_scripts_find_ours_between_enable_and_disable(venv):
    ask, folder = venv
    file = folder / "rayvision_compat.pth"
    found = "import rayvision_log; print(rayvision_log.__file__)"
    assert "ModuleNotFoundError" in ask(found).stderr
    assert "not enabled" in ask(MAIN, "compat", "status").stdout

    enabled = json.loads(ask(MAIN, "compat", "enable", "--json").stdout)
    assert enabled["enabled"] and enabled["file"] == str(file)
    assert [row["name"] for row in enabled["packages"]] == PACKAGES
    assert {row["whose"] for row in enabled["packages"]} == {"ours"}
    assert len(file.read_text().splitlines()) == 1
    inside = (folder / "rayvision_plugins").exists()
    assert inside == (not pathlib.Path(file.read_text().strip()).is_absolute())
    ours = (folder if inside else ROOT) / "rayvision_plugins" / "compat"
    assert ask(found).stdout.strip() == str(ours / "rayvision_log" / "__init__.py")
    assert ask(MAIN, "compat", "enable").returncode == 0  # once more changes nothing
    assert json.loads(ask(MAIN, "compat", "status", "--json").stdout) == enabled

    assert "is gone" in ask(MAIN, "compat", "disable").stdout
    assert not file.exists()
    assert "ModuleNotFoundError" in ask(found).stderr
    assert "was not enabled" in ask(MAIN, "compat", "disable").stdout


def test_what_cannot_be_written_or_removed_is_named(tmp_path):
    with pytest.raises(InstallFailed, match="rayvision_compat.pth: cannot be written"):
        dropin.enable(tmp_path / "not there")
    (tmp_path / dropin.NAME).mkdir()
    with pytest.raises(InstallFailed, match="rayvision_compat.pth: cannot be removed"):
        dropin.disable(tmp_path)


def test_a_file_that_leads_elsewhere_does_not_count_as_enabled(tmp_path):
    file = tmp_path / dropin.NAME
    file.write_text("/a/clone/that/is/gone/rayvision_plugins/compat\n")
    assert not dropin.state(tmp_path).enabled
    assert dropin.enable(tmp_path).enabled
    assert file.read_text().strip() == str(dropin.FOLDER)
    file.write_bytes(b"\xff\xfe\n")
    assert not dropin.state(tmp_path).enabled
    dropin.disable(tmp_path)
    assert not file.exists()


def test_a_folder_with_chinese_letters_is_found_whatever_the_locale(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [row for row in sys.path if row != str(COMPAT)])
    monkeypatch.setattr(dropin, "FOLDER", tmp_path / "克隆 1" / "compat")
    (dropin.FOLDER / "rayvision_api").mkdir(parents=True)
    (dropin.FOLDER / "rayvision_api" / "__init__.py").write_text("")
    packages = tmp_path / "packages"
    packages.mkdir()
    assert dropin.enable(packages).enabled
    ask = f"import site; site.addsitedir({str(packages)!a}); import rayvision_api"
    env = {"LC_ALL": "C"}  # paths are UTF-8 then, but a .pth is read as ASCII
    assert subprocess.run([sys.executable, "-Sc", ask], env=env, check=False).returncode == 0


def test_enable_is_refused_for_packages_that_come_after_ours_too(tmp_path, monkeypatch):
    official(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    with pytest.raises(InstallFailed, match="rayvision_api rayvision_log"):
        dropin.enable(tmp_path)
    assert not dropin.state(tmp_path).enabled


@pytest.mark.slow
def test_enable_is_refused_with_the_reason_beside_the_vendors_packages(venv):
    ask, folder = venv
    official(folder)
    done = ask(MAIN, "compat", "enable")
    assert done.returncode == 1
    line = done.stderr.strip()
    assert len(line.splitlines()) == 1
    assert "rayvision_api rayvision_log" in line and "uninstall" in line and str(folder) in line
    assert not (folder / "rayvision_compat.pth").exists()
    assert "rayvision_api official 3.0.4.3" in ask(MAIN, "compat", "status").stdout


@pytest.mark.slow
def test_the_doctor_tells_which_of_the_two_an_import_gets(venv):
    ask, folder = venv
    row = "from rayvision_plugins.doctor import Machine, here; print(*here.imports(Machine({})))"
    assert "rayvision compat enable" in ask(row).stdout
    ask(MAIN, "compat", "enable")
    assert "get ours" in ask(row).stdout
    official(folder)
    assert "warn" in ask(row).stdout
    ask(MAIN, "compat", "disable")
    assert "get the vendor's: rayvision_api official 3.0.4.3" in ask(row).stdout
