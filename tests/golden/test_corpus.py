"""Real scenes: the folder RAYVISION_CORPUS holds maya/*.ma; without it these tests skip and say so."""  # noqa: E501

from __future__ import absolute_import, division, print_function, unicode_literals

import io
import os
import re

import pytest
from test_golden import native, plain, problems, text

from analyzers import tables
from analyzers.analyze import analyze

CORPUS = text(os.environ.get("RAYVISION_CORPUS", "")).replace("\\", "/").rstrip("/")
REASON = "RAYVISION_CORPUS is not set: no real scenes to read"
NODE = re.compile(br'^createNode (\w+)[^;]*?-(?:n|name) "([^"]*)"[^;]*;', re.M)
TYPES = tables.load("maya/nodes.json")["types"]


def scenes():
    folder = CORPUS + "/maya"
    if not CORPUS or not os.path.isdir(native(folder)):
        return [pytest.param(None, marks=pytest.mark.skip(reason=REASON))]
    found = sorted(text(name) for name in os.listdir(native(folder)))
    return [folder + "/" + name for name in found if name.endswith(".ma")]


def written(path):
    """Yields (line, node name, node type, long attribute, path) that a plain search finds."""
    with io.open(native(path), "br") as stream:
        data = stream.read()
    starts = [(match.start(), match) for match in NODE.finditer(data)]
    ends = [at for at, _ in starts[1:]] + [len(data)]
    for (at, match), end in zip(starts, ends):
        row = TYPES.get(match.group(1).decode("ascii"), {})
        margin = re.compile(br"\n(?=[^\s])").search(data, match.end())
        block = data[at : min(end, margin.start() if margin else end)]
        switched = [key for entry in row.get("files", ()) for key in entry.get("unless", ())]
        if any(
            re.search(br'"\.%s"' % row["attrs"][key].encode("ascii"), block) for key in switched
        ):
            continue
        for entry in row.get("files", ()):
            name = entry["attr"]
            pattern = r'\n\tsetAttr "\.(?:%s|%s)" -type "string" "([^"\\\n]+)";' % (
                name,
                row["attrs"][name],
            )
            for found in re.finditer(pattern.encode("ascii"), block):
                line = data.count(b"\n", 0, at + found.start(1)) + 1
                yield (
                    line,
                    match.group(2).decode("utf-8", "replace"),
                    match.group(1).decode("ascii"),
                    name,
                    found.group(1),
                )


@pytest.mark.parametrize("path", scenes())
def test_a_real_scene_is_analyzed_and_its_answer_is_valid(path):
    analysis = analyze(path, environment={})
    files = analysis.taskfiles()
    answer = plain(analysis.answer(), "")
    assert problems("analysis", answer) == []
    for name in ("task", "upload", "asset", "tips"):
        assert problems(name, plain(getattr(files, name), "")) == []
    assert answer["version"]
    assert answer["passes"] != []
    assert answer["cameras"] != [] or [row for row in answer["tips"] if row["level"] == "error"]


@pytest.mark.parametrize("path", scenes())
def test_every_path_that_a_plain_search_finds_is_in_the_answer_on_its_line(path):
    analysis = analyze(path, environment={})
    known = set(
        (ref.node.rpartition("|")[2], ref.node_type, ref.attr, ref.where) for ref in analysis.files
    )
    lost = [
        row
        for row in written(path)
        if (row[1], row[2], row[3], row[0]) not in known
        and not analysis.rules.is_shipped(row[4].decode("utf-8", "replace"))
    ]
    assert lost == []


@pytest.mark.parametrize("path", scenes())
def test_every_path_of_a_real_scene_stands_on_its_line(path):
    with io.open(native(path), "br") as stream:
        lines = stream.read().split(b"\n")
    for ref in analyze(path, environment={}).files:
        if not ref.via:
            line = lines[ref.where - 1].replace(b"\\\\", b"\\")
            assert ref.path.encode("utf-8", "replace") in line or b'"' + b"(" in line, (
                ref.node,
                ref.where,
            )


def test_the_plain_search_finds_something():
    if not CORPUS:
        pytest.skip(REASON)
    paths = [path for path in scenes() if not hasattr(path, "marks")]
    assert sum(1 for path in paths for _ in written(path)) >= 10
