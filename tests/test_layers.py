"""The directions of the design, read off the code itself."""

import ast
import json
import pathlib
import re
import sys

import pytest

ROOT = pathlib.Path(__file__).parent.parent
ANALYZERS = sorted((ROOT / "analyzers").rglob("*.py"))
SHELVES = sorted((ROOT / "shelves").rglob("*.py"))
PLUGINS = sorted((ROOT / "rayvision_plugins").rglob("*.py"))
EVERY = ANALYZERS + SHELVES + PLUGINS
HOSTS = {"maya", "hou", "ix"}

# Lower rooms first: a module imports from its own room only where OWN says so, never from above.
ROOMS = [
    {"errors", "config", "credentials", "profiles", "signing", "jobs", "manifest", "hosts"}
    | {"targets", "value_lists", "wire", "memory", "lock", "attempts", "writer"}
    | {"ledger", "contract", "retry", "dropin", "whole"},
    {"client", "rest", "transfer", "farm"},
    {"unpack"},
    {"mesh"},
    {"services"},
    {"watch", "hooks", "check", "launch", "install", "callbacks", "openjd"},
    {"submit", "remote"},
    {"upload", "download"},
    {"connect"},
    {"doctor"},
    {"cli", "bridge", "compat"},
]
NOBODY_IMPORTS = ("rayvision_plugins.cli", "rayvision_plugins.bridge", "rayvision_plugins.farm.app")
FARM_MAY = {"farm", "errors", "lock", "profiles", "signing", "jobs", "data"}


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def package_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[:-1] if parts[-1] != "__init__" else parts[:-1]


def imports(path):
    """Yields the full name of everything a module imports, wherever the statement stands."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package_of(path)[: -node.level + 1 or None]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def literals(path):
    """Yields every text of a module that is no docstring."""
    docs = set()
    for node in ast.walk(tree(path)):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            docs.update(
                id(row.value)
                for row in body
                if isinstance(row, ast.Expr) and isinstance(row.value, ast.Constant)
            )
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def short(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", ANALYZERS, ids=short)
def test_analyzers_import_only_the_standard_library_and_six(path):
    allowed = set(sys.stdlib_module_names) | {"six", "analyzers", "__future__"}
    if short(path) == "analyzers/nested/usd.py":
        allowed.add("pxr")
    if path.name == "live.py":
        allowed |= HOSTS
    assert {name.split(".")[0] for name in imports(path)} <= allowed


@pytest.mark.parametrize("path", ANALYZERS + PLUGINS, ids=short)
def test_hosts_are_imported_only_by_their_live_reader(path):
    found = {name.split(".")[0] for name in imports(path)} & HOSTS
    assert not found or re.fullmatch(r"analyzers/\w+/live\.py", short(path))


@pytest.mark.parametrize("path", SHELVES, ids=short)
def test_shelves_import_at_most_the_analyzers(path):
    assert not [name for name in imports(path) if name.startswith("rayvision_plugins")]


FARM = [path for path in PLUGINS if "farm" in package_of(path)]


@pytest.mark.parametrize("path", FARM, ids=short)
def test_the_farm_never_imports_the_client(path):
    ours = {name.split(".")[1] for name in imports(path) if name.startswith("rayvision_plugins.")}
    assert ours <= FARM_MAY


@pytest.mark.parametrize("path", PLUGINS, ids=short)
def test_modules_import_only_from_rooms_below(path):
    own = path.relative_to(ROOT / "rayvision_plugins").with_suffix("").parts[0]
    if own == "__init__":
        return
    level = next(at for at, room in enumerate(ROOMS) if own in room)
    above = set().union(*ROOMS[level:]) - {own}
    if level in (0, len(ROOMS) - 1):  # the words shared by all, and the edges, may use one another
        above -= ROOMS[level]
    names = {name.split(".")[1] for name in imports(path) if name.startswith("rayvision_plugins.")}
    assert not names & above


@pytest.mark.parametrize("path", EVERY, ids=short)
def test_nothing_imports_the_edges(path):
    if package_of(path)[:2] == ("rayvision_plugins", "cli"):
        return
    edges = tuple(name + "." for name in NOBODY_IMPORTS)
    assert not [name for name in imports(path) if (name + ".").startswith(edges)]


def service_words(table):
    """Returns the same of a service that is no render farm: also its states.

    A plain word, such as "success", is nobody's.
    """
    words = {row["path"] for row in table["calls"].values()}
    words |= {row["header"] for row in table.values() if isinstance(row, dict) and "header" in row}
    words |= {*table["states"], *table["codes"]}
    words |= {row["name"] for row in table["codes"].values() if "name" in row}
    return {word for word in words if re.search(r"[^A-Za-z0-9]", word) or word == "proccessing"}


def vendor_words():
    """Returns the words that belong into data tables: paths, headers, types, codes, texts."""
    read = lambda name: json.loads((ROOT / name).read_text(encoding="utf-8"))  # noqa: E731
    words = set()
    for path in (ROOT / "rayvision_plugins/data/services").glob("*.json"):
        words |= service_words(read(path))
    for path in (ROOT / "rayvision_plugins/data/profiles").glob("*.json"):
        profile = read(path)
        rows = [row for row in profile["endpoints"].values() if row]
        words.update(row["path"] for row in rows if "path" in row)
        words.update(name for name in profile.get("signing", {}).values() if name != name.lower())
        words.update(row["zh"] for row in profile.get("codes", {}).values() if "zh" in row)
    storage = read("rayvision_plugins/data/storage.json")
    names = ("file", "folder", "offset", "length", "digest", "complete")
    words.update(storage[key] for key in names)
    for path in (ROOT / "analyzers").glob("*/nodes.json"):
        words.update(name for name in read(path)["types"] if name != name.lower())
    for code, row in read("analyzers/data/tips.json").items():
        words.update([code, row["zh"], row["en"]])
    words.update(row["cg_id"] for row in read("analyzers/data/dccs.json").values())
    return words


@pytest.mark.parametrize("path", EVERY, ids=short)
def test_no_vendor_word_stands_in_code(path):
    assert not set(literals(path)) & vendor_words()


@pytest.mark.parametrize("path", ANALYZERS, ids=short)
def test_only_disk_asks_the_disk(path):
    if path.name == "disk.py":
        return
    asked = re.findall(
        r"os\.(?:stat|lstat|listdir|scandir|access|walk)\b|os\.path\.(?:is\w+|exists|get\w+)\b|hashlib",
        path.read_text(encoding="utf-8"),
    )
    assert not asked


@pytest.mark.parametrize("path", PLUGINS, ids=short)
def test_clock_and_sleep_are_arguments(path):
    called = [
        ast.unparse(node.func)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.time", "time.sleep")
    ]
    assert not called


@pytest.mark.parametrize("path", EVERY, ids=short)
def test_modules_stay_readable_in_length(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400


def test_every_command_and_setting_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    source = (ROOT / "rayvision_plugins/cli/__init__.py").read_text(encoding="utf-8")
    commands = re.findall(r'^    "(\w+)": \("', source, re.M)
    table = (ROOT / "rayvision_plugins/data/settings.json").read_text(encoding="utf-8")
    variables = [row["variable"] for row in json.loads(table).values()]
    words = [f"rayvision {name}" for name in commands] + variables
    assert commands and not [word for word in words if word not in readme]


SERVICES = sorted((ROOT / "rayvision_plugins/data/services").glob("*.json"))


@pytest.mark.parametrize("path", SERVICES, ids=short)
def test_every_word_of_a_service_has_its_source(path):
    table = json.loads(path.read_text(encoding="utf-8"))
    rows = [*table["calls"].values(), *table["codes"].values()]
    rows += [row for row in table["states"].values() if isinstance(row, dict)]
    assert not [row for row in rows if not row.get("source")]
    assert not [row for row in rows if not (row.get("verified", True) or row.get("note"))]


def test_the_table_of_node_types_in_the_readme_is_up_to_date():
    sys.path.insert(0, str(ROOT / "tests"))
    import node_table

    assert node_table.parts()[1] == node_table.table()
