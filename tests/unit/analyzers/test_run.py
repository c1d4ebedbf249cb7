from __future__ import absolute_import, division, print_function, unicode_literals

import io
import json
import os

import pytest
from command_line import ROOT, analyzers, start
from scene_text import full, head, native, put, scene, texture

RUN = os.path.join(ROOT, "analyzers", "run.py")
FILES = ["asset.json", "task.json", "tips.json", "upload.json"]


@pytest.fixture
def folder(tmpdir):
    put(full(tmpdir) + "/shot.ma", scene(texture("gone.png")))
    return full(tmpdir)


def listed(folder):
    return sorted(row.decode("utf-8") for row in os.listdir(folder.encode("utf-8")))


def test_the_four_files_go_beside_the_caller_unless_told_otherwise(folder):
    put(folder + "/other.txt", "x")
    result = analyzers(["shot.ma"], folder)
    assert (result.code, result.err) == (0, "")
    assert listed(folder) == ["other.txt", "shot.ma", "shot.rayvision"]
    assert listed(folder + "/shot.rayvision") == FILES


def test_a_person_reads_what_was_found_and_where_it_was_written(folder):
    out = analyzers(["shot.ma"], folder).out
    for text in (
        "shot.ma",
        "defaultRenderLayer",
        "1-5",
        "gone.png",
        "50001",
        folder + "/shot.rayvision",
    ):
        assert text in out


def test_the_files_go_where_out_says(folder):
    result = analyzers(["shot.ma", "--out", "a/b"], folder)
    assert result.code == 0
    assert listed(folder) == ["a", "shot.ma"]
    assert listed(folder + "/a/b") == FILES


def test_json_prints_one_object_and_writes_nothing(folder):
    result = analyzers(["shot.ma", "--json"], folder)
    assert (result.code, result.err) == (0, "")
    answer = json.loads(result.out)
    assert answer["scene"] == folder + "/shot.ma"
    assert [row["path"] for row in answer["files"]] == ["gone.png"]
    assert listed(folder) == ["shot.ma"]


def test_json_with_out_does_both(folder):
    result = analyzers(["shot.ma", "--json", "--out", "out"], folder)
    assert json.loads(result.out)["dcc"] == "maya"
    assert listed(folder + "/out") == FILES


def test_json_is_utf8_whatever_the_terminal_says(folder):
    put(folder + "/\u955c.ma", scene(texture("\u6728.png")))
    plain = {
        "LC_ALL": str("C"),
        "LANG": str("C"),
        "PYTHONUTF8": str("0"),
        "PYTHONCOERCECLOCALE": str("0"),
    }
    put(
        folder + "/run.py",
        "import sys\nfrom analyzers.run import main\nsys.exit(main([u'\\u955c.ma', '--json']))\n",
    )
    result = start([folder + "/run.py"], folder, path=[ROOT], environment=plain)
    assert (result.code, result.err) == (0, "")
    answer = json.loads(result.out)
    assert answer["scene"] == folder + "/\u955c.ma"
    assert answer["files"][0]["path"] == "\u6728.png"


def test_frames_can_be_chosen(folder):
    result = analyzers(["shot.ma", "--json", "--frames", "3-4"], folder)
    assert json.loads(result.out)["frames"] == {"start": 3, "end": 4, "step": 1}


def test_a_project_can_be_chosen(folder):
    os.makedirs(native(folder + "/p"))
    put(folder + "/p/gone.png", "x")
    result = analyzers(["shot.ma", "--json", "--project", "p"], folder)
    assert [row["found"] for row in json.loads(result.out)["files"]] == [1]


@pytest.mark.parametrize(
    "arguments", [[], ["shot.ma", "--no-such"], ["shot.ma", "two.ma"], ["shot.ma", "--out"]]
)
def test_a_wrong_command_line_exits_with_2_and_writes_nothing(folder, arguments):
    result = analyzers(arguments, folder)
    assert result.code == 2
    assert "usage" in result.err and "Traceback" not in result.err
    assert listed(folder) == ["shot.ma"]


@pytest.mark.parametrize("frames", ["abc", "5-1", "1-999999999", "1-10[0]"])
def test_frames_that_are_none_are_one_line_and_exit_with_1(folder, frames):
    result = analyzers(["shot.ma", "--frames=" + frames, "--out", "out"], folder)
    assert (result.code, len(result.lines)) == (1, 1)
    assert "frames" in result.err
    assert listed(folder) == ["shot.ma"]


def test_a_missing_texture_is_no_error(folder):
    assert analyzers(["shot.ma", "--json"], folder).code == 0


@pytest.mark.parametrize(
    "body, code",
    [
        ('createNode transform -n "a";\n', "15006"),
        (
            'createNode transform -n "cam";\ncreateNode camera -n "camShape" -p "cam";\n\tsetAttr ".rnd" no;\n',  # noqa: E501
            "15006",
        ),
        (
            'createNode renderLayerManager -n "renderLayerManager";\ncreateNode renderLayer -n "defaultRenderLayer";\n'  # noqa: E501
            '\tsetAttr ".rndr" no;\nconnectAttr "renderLayerManager.rlmi[0]" "defaultRenderLayer.rlid";\n',  # noqa: E501
            "90004",
        ),
    ],
)
def test_a_scene_with_errors_exits_with_3_and_says_which(folder, body, code):
    put(folder + "/bad.ma", head() + body + "// End of bad.ma\n")
    result = analyzers(["bad.ma", "--json"], folder)
    assert result.code == 3
    levels = dict((row["code"], row["level"]) for row in json.loads(result.out)["tips"])
    assert levels.get(code) == "error"


def test_the_version_is_that_of_the_package(folder):
    import analyzers as package

    result = analyzers(["--version"], folder)
    assert result.code == 0
    assert (result.out + result.err).strip() == package.__version__


def test_started_by_its_path_it_gives_the_same_answer(folder):
    by_name = analyzers(["shot.ma", "--json"], folder)
    by_path = start([RUN, "shot.ma", "--json"], folder)
    assert (by_path.code, by_path.err) == (0, "")
    assert json.loads(by_path.out) == json.loads(by_name.out)


def test_started_by_its_path_it_does_not_hide_the_maya_of_the_host(folder):
    os.makedirs(native(folder + "/host/maya"))
    put(folder + "/host/maya/__init__.py", "")
    put(folder + "/host/maya/cmds.py", "WHO = 'the stand-in'\n")
    after = (
        b"import maya.cmds\nprint(maya.cmds.WHO)\nimport analyzers.maya.ascii\nprint('and ours')\n"
    )
    result = start(
        ["-i", RUN, "shot.ma", "--json", "--out", "out"],
        folder,
        path=[folder + "/host"],
        stdin=after,
    )
    assert "the stand-in" in result.out
    assert "and ours" in result.out
    assert listed(folder + "/out") == FILES


def test_a_scene_is_found_from_another_folder(folder):
    os.makedirs(native(folder + "/elsewhere"))
    result = start([RUN, "../shot.ma", "--json"], folder + "/elsewhere")
    assert json.loads(result.out)["scene"] == folder + "/shot.ma"


def test_no_module_of_the_submitter_is_imported(folder):
    after = b"import sys\nprint([name for name in sys.modules if name.startswith('rayvision')])\n"
    result = start(["-i", "-m", "analyzers.run", "shot.ma"], folder, path=[ROOT], stdin=after)
    assert result.out.strip().endswith("[]")


def test_nothing_in_the_scene_is_run(folder):
    script = (
        'createNode script -n "breed_gene";\n\tsetAttr ".b" -type "string" "system(\\"touch %s/hit\\")";\n'  # noqa: E501
        '\tsetAttr ".st" 1;\nsystem("touch %s/hit");\npython("open(\'%s/hit\', \'w\')");\n'
        % ((folder,) * 3)
    )
    put(folder + "/evil.ma", scene(script + texture("`touch %s/hit`" % folder, "t")))
    result = analyzers(["evil.ma", "--json"], folder)
    assert result.code in (0, 3)
    assert listed(folder) == ["evil.ma", "shot.ma"]


def test_a_written_file_can_be_read_back_as_utf8_json(folder):
    analyzers(["shot.ma", "--out", "out"], folder)
    for name in FILES:
        with io.open(native(folder + "/out/" + name), encoding="utf-8") as stream:
            assert isinstance(json.load(stream), dict)
