"""How the three analysers have a scene read: by a DCC that is installed here, or from its file.

``hosts`` finds the DCC, ``launch`` runs it, ``analyze`` reads the file; versions are written as
scripts write them. Both ways give (answer of the analyzers, the four documents by name).
"""

import contextlib
import dataclasses
import json
import os
import pathlib
import re
import tempfile

from rayvision_utils.exception.exception import (
    AnalyseFailError,
    CGExeNotExistError,
    GetCGVersionError,
)

from analyzers import errors, taskfiles
from analyzers.analyze import analyze
from rayvision_plugins import hosts, launch


@contextlib.contextmanager
def documented_errors():
    """Raises the documented error in place of ours, which is its cause."""
    try:
        yield
    except (errors.AnalyzeError, hosts.LaunchError) as err:
        raise AnalyseFailError(str(err)) from err


def scene_version(cg_file):
    """Returns the version that saved a scene, as text.

    Raises:
        AnalyseFailError: it is no scene.
        GetCGVersionError: it does not say.
    """
    with documented_errors():
        version = analyze(os.fspath(cg_file)).scene.version
    if not version:
        raise GetCGVersionError(f"{cg_file}: the scene does not say which version saved it")
    return version


def same_version(one, other):
    """Returns whether ``2019``, ``17.5.293`` or ``clarisse_ifx_4.0_sp3`` are one version.

    As far as both say it: what Maya 2022.3 saves is a scene of 2022.
    """
    return all(mine == its for mine, its in zip(_number(one), _number(other), strict=False))


def installed(dcc, version):
    """Returns the installation of a DCC in that version, or None."""
    try:
        found = hosts.choose(dcc, _digits(version))
    except hosts.LaunchError:
        return None
    known = found.version and _digits(version)
    return found if known and same_version(found.version, version) else None


def search_around(dcc, exe):
    """Returns the hosts.Search that knows but the installation that a program belongs to.

    Raises:
        CGExeNotExistError: none of the DCC is there.
    """
    here = hosts.Search.here()
    row = here.table["dccs"][dcc]
    names = row["python"][here.platform]
    path = pathlib.Path(exe)
    folders = [*path.absolute().parents, *path.resolve().parents]
    root = next((one for one in folders if any((one / name).is_file() for name in names)), None)
    if root is None:
        raise CGExeNotExistError(f"{exe}: there is no {' or '.join(names)} of {row['name']}")
    keys = {**row["registry"], "keys": []}
    only = {**row, "folders": {here.platform: []}, "registry": keys}
    table = {**here.table, "dccs": {**here.table["dccs"], dcc: only}}
    variables = {**dict.fromkeys(row["variables"], ""), row["variables"][0]: str(root)}
    environment = {**here.environment, **variables}
    return dataclasses.replace(here, table=table, environment=environment)


def by_file(cg_file, project):
    """Returns what the file itself tells."""
    analysis = analyze(cg_file, project=project)
    files = analysis.taskfiles()
    return analysis.answer(), {name: getattr(files, name) for name in taskfiles.NAMES}


def by_dcc(dcc, cg_file, exe, project, say):
    """Returns what the DCC tells that the program ``exe`` belongs to; ``say`` takes each line.

    Raises:
        CGExeNotExistError: it belongs to none.
        LaunchError: it does not start, cannot open the scene or gives no answer.
    """
    search = search_around(dcc, exe)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        events = launch.run(cg_file, project=project, out=folder, search=search)
        answer = None
        while answer is None:
            try:
                say(next(events).text)
            except StopIteration as end:
                answer = end.value.answer
        paths = {name: pathlib.Path(folder, f"{name}.json") for name in taskfiles.NAMES}
        return answer, {
            name: json.loads(path.read_text(encoding="utf-8")) for name, path in paths.items()
        }


def _number(version):
    """Returns the first two parts of a version, fewer where it does not say them."""
    digits = _digits(version)
    return hosts.number(digits)[: digits.count(".") + 1]


def _digits(version):
    match = re.search(r"\d+(?:\.\d+)*", str(version))
    return match.group() if match else ""
