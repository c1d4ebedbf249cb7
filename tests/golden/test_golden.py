"""Every folder of tests/golden/maya, clarisse, houdini holds a small project and its documents.

``expected.json`` is the answer, ``expected_task.json`` task.json, with the folder of the case
written as ``<case>``. ``options.json`` may hold arguments of ``analyze``. Rewrite both with
``pytest tests/golden --update-golden``; what the documents say stands in test_facts.py and
test_clarisse_facts.py and is never rewritten.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import hashlib
import io
import json
import os

import jsonschema
import pytest

from analyzers import taskfiles
from analyzers.analyze import analyze

HERE = os.path.dirname(os.path.abspath(__file__))
if isinstance(HERE, bytes):
    HERE = HERE.decode("utf-8")
ROOT = os.path.dirname(os.path.dirname(HERE))
DCCS = ("maya", "clarisse", "houdini")
SCHEMAS = os.path.join(ROOT, "analyzers", "data", "schemas")
PARTS = {
    ("odd_statements", "file2"): '"b"',
    ("grammar", "project://scene/escapes"): "$PDIR/tex/it",
}
"""Paths that are written in parts, or with escapes: the text of their first part."""
JOINED = {
    ("expressions", "project://scene/" + name) for name in ("joined", "three", "frame")
}
"""Paths that an expression joins: they stand in no line."""
MAIN = (
    "shot.ma",
    "\u955c\u5934.ma",
    "shot.project",
    "shot.project-backup",
    "\u955c\u5934.project",
    "shot.hip",
    "shot.hipnc",
    "shot.hiplc",
)


def native(path):
    return path.encode("utf-8") if os.name == "posix" else path


def text(name):
    return name.decode("utf-8") if isinstance(name, bytes) else name


def names(*dccs):
    """Returns the names of the cases of these DCCs, or of all; no two have one name."""
    found = []
    for dcc in dccs or DCCS:
        here = os.path.join(HERE, dcc)
        every = sorted(text(name) for name in os.listdir(native(here)))
        found += [name for name in every if os.path.isdir(native(os.path.join(here, name)))]
    return found


def folder_of(case):
    places = [os.path.join(HERE, dcc, case) for dcc in DCCS]
    place = next((place for place in places if os.path.isdir(native(place))), places[0])
    return place.replace(os.sep, "/")


def scene_of(case):
    for place in ("scenes", ""):
        for name in MAIN:
            path = "/".join(part for part in (folder_of(case), place, name) if part)
            if os.path.isfile(native(path)):
                return path
    raise AssertionError("%s holds no scene" % case)


def read_json(path):
    with io.open(native(path), encoding="utf-8") as stream:
        return json.load(stream)


def options_of(case):
    path = folder_of(case) + "/options.json"
    options = {"environment": {}}
    if os.path.isfile(native(path)):
        with io.open(native(path), encoding="utf-8") as stream:
            options.update(json.loads(stream.read().replace("<case>", folder_of(case))))
    return options


def analysis_of(case):
    return analyze(scene_of(case), windows=False, **options_of(case))


def plain(document, case):
    """Returns a document as JSON has it, with the folder of its case taken out."""
    written = json.dumps(document, ensure_ascii=False)
    return json.loads(text(written).replace(folder_of(case), "<case>"))


def expect(case, name, document, update):
    path = folder_of(case) + "/" + name
    document = plain(document, case)
    if update:
        with io.open(native(path), "wb") as stream:
            stream.write(taskfiles.encode(document))
    assert document == read_json(path)


def problems(name, document):
    schema = read_json(os.path.join(SCHEMAS, name + ".schema.json"))
    return [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(document)]


@pytest.mark.parametrize("case", names())
def test_the_answer_is_the_expected_one(case, update_golden):
    expect(case, "expected.json", analysis_of(case).answer(), update_golden)


@pytest.mark.parametrize("case", names())
def test_task_json_is_the_expected_one(case, update_golden):
    expect(case, "expected_task.json", analysis_of(case).taskfiles().task, update_golden)


@pytest.mark.parametrize("case", names())
def test_the_answer_and_the_four_documents_keep_to_their_schemas(case):
    analysis = analysis_of(case)
    files = analysis.taskfiles()
    documents = {"analysis": analysis.answer(), "task": files.task, "upload": files.upload}
    documents.update({"asset": files.asset, "tips": files.tips})
    found = dict((name, problems(name, plain(row, case))) for name, row in documents.items())
    assert found == dict((name, []) for name in documents)


@pytest.mark.parametrize("case", names())
def test_every_path_stands_on_the_line_it_is_said_to_stand_on(case):
    for ref in analysis_of(case).files:
        if not isinstance(ref.where, int) or (case, ref.node) in JOINED:
            continue
        text_there = PARTS.get((case, ref.node), ref.path)
        composed = ref.via and ref.attr in COMPOSED  # such a path stands nowhere as a whole
        assert composed or text_there in ref_line(case, ref), (ref.node, ref.where)


COMPOSED = ("Type", "xgDataPath")


def ref_line(case, ref):
    """Returns the line of a FileRef as written, escapes taken out."""
    path = ref.via[-1] if ref.via else scene_of(case)
    with io.open(native(path), "br") as stream:
        data = stream.read()
    data = data.decode("gb18030" if case == "gbk_codeset" else "utf-8")
    line = data.split("\n")[ref.where - 1]
    return line.replace("\\\\", "\\")


@pytest.mark.parametrize("case", names())
def test_upload_json_names_the_scene_and_every_file_that_was_found(case):
    analysis = analysis_of(case)
    upload = analysis.taskfiles().upload
    unloaded = set(row["node"] for row in analysis.answer()["references"] if not row["loaded"])
    sent = [ref for ref in analysis.files if ref.needed and ref.node not in unloaded]
    found = set(path for ref in sent for path in ref.found)
    scene = scene_of(case)
    local = [row["local"] for row in upload["asset"]]
    assert sorted(local) == sorted(found | set([scene]))
    assert all(os.path.isfile(native(path)) for path in local)
    with io.open(native(scene), "br") as stream:
        md5 = hashlib.md5(stream.read()).hexdigest()  # noqa: S324
    assert [(row["local"], row["hash"]) for row in upload["scene"]] == [(scene, md5)]


@pytest.mark.parametrize("case", names())
def test_a_missing_file_is_not_on_disk_and_has_a_tip(case):
    analysis = analysis_of(case)
    missing = [ref for ref in analysis.files if ref.missing]
    assert not [path for ref in missing for path in ref.missing if os.path.exists(native(path))]
    details = "\n".join(analysis.tips.wire().get("50001", []))
    loaded = [ref for ref in missing if ref.role != "reference" and ref.needed]
    assert [ref.path for ref in loaded if ref.path not in details] == []


@pytest.mark.parametrize("case", names())
def test_nothing_is_written_beside_the_scene(case):
    def everything():
        return sorted(
            (folder, name)
            for folder, _, found in os.walk(native(folder_of(case)))
            for name in found
        )

    before = everything()
    analysis_of(case).taskfiles()
    assert everything() == before


@pytest.mark.parametrize("case", names())
def test_an_expected_document_holds_no_folder_of_a_machine(case):
    for name in ("expected.json", "expected_task.json"):
        with io.open(native(folder_of(case) + "/" + name), encoding="utf-8") as stream:
            assert "/tests/golden/" not in stream.read()
