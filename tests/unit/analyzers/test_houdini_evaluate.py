"""Parameters of Houdini scenes at a frame: references, channels, takes, what is cached."""

from __future__ import absolute_import, division, print_function, unicode_literals

import struct
import time

import pytest
from houdini_values import HERE, driven, node, number, scene, text_of, value

from analyzers.houdini import evaluate
from analyzers.houdini.archive import takes
from analyzers.houdini.evaluate import Problem
from analyzers.houdini.expressions.tuples import above
from analyzers.houdini.expressions.unknown import WORK
from analyzers.houdini.operators import Channel, Parm, Segment, Take

SECONDS = 60  # a guard against hanging, on a busy machine too


def evaluator(made, environment=None, **words):
    return evaluate.Evaluator(made, environment or {}, **words)


def template(written, **words):
    """Returns the template of a text in the parameter ``p``."""
    made = scene(**words)
    return evaluator(made).template(node(made, HERE, {"p": written}), "p")


# -- texts and variables ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "written, expected",
    [
        ("$HIP/a.exr", "D:/show/scenes/a.exr"),
        ("${HIP}x", "D:/show/scenesx"),
        ("$HIPFILE", "D:/show/scenes/shot.hip"),
        ("$HIPNAME.$OS.$F4.exr", "shot.here.0005.exr"),
        ("$F/${F2}/$F03", "5/05/005"),
        ("${F}F", "5F"),
        ("$T", "0.166667"),
        ("$HIPFILE:r.$HIPFILE:e", "D:/show/scenes/shot.hip"),
        ("$HIPFILE:h:t", "scenes"),
        ("${HIPFILE:t:r}", "shot"),
        ("${HIPFILE:s/show/film/}", "D:/film/scenes/shot.hip"),
        ("${OS:u}", "Here"),
        ("${OS:gu}", "HERE"),
        ("$OS:render", "here:render"),
        ("a\\$F", "a$F"),
        ("C:\\maps\\$F.png", "C:\\maps$F.png"),
        ("\\\\server\\share", "\\\\server\\share"),
        ("no dollar at 5$ and $", "no dollar at 5$ and $"),
        ("$(CHANNEL).%(UDIM)d.<UDIM>", "$(CHANNEL).%(UDIM)d.<UDIM>"),
        ("`1+1", "`1+1"),
        ("a`$F+1`b`'c'`", "a6bc"),
        ("~/x", "/home/me/x"),
        ("a~/x$F", "a~/x5"),
        ("$SHOT\u6728/a.exr", "sh010\u6728/a.exr"),
        ("${SHOT}\u6728.$F4\u6728.${F3}\u6728", "sh010\u6728.0005\u6728.005\u6728"),
        ("$SHOT\u00e9$F\u00e9$OS\uff11", "sh010\u00e95\u00e9here\uff11"),
        ("`$F\t+ 1`\u6728$HIPFILE:t\u6728", "6\u6728shot.hip\u6728"),
    ],
)
def test_a_text_is_expanded(written, expected):
    found = text_of(written, environment={"HOME": "/home/me", "SHOT": "sh010"})
    assert (found.value, found.known) == (expected, True)


def test_variables_of_the_scene_go_before_the_environment():
    made = scene(variables={"SHOT": "sh010", "EMPTY": ""}, local_variables={"WEDGENUM": "5"})
    environment = {"SHOT": "other", "DISK": "/mnt", "EMPTY": "full"}
    found = text_of("$DISK/$SHOT/$WEDGENUM$EMPTY", made, environment=environment)
    assert found.value == "/mnt/sh010/5full"


def test_hip_is_where_the_scene_lies_now():
    made = scene("/farm/shot.hipnc", variables={"HIP": "D:/old", "HIPFILE": "D:/old/x.hip"})
    assert text_of("$HIP $HIPFILE $HIPNAME", made).value == "/farm /farm/shot.hipnc shot"


def test_up_to_13_hipname_has_its_extension():
    made = scene(variables={"HIPNAME": "old.hip"})
    assert text_of("$HIPNAME $HIPNAME:r", made).value == "shot.hip shot"


def test_a_variable_may_be_made_of_others_but_not_of_itself():
    made = scene(variables={"JOB": "$HIP/..", "A": "$B", "B": "$A"})
    assert text_of("$JOB/x", made).value == "D:/show/scenes/../x"
    assert not text_of("$A", made).known


def test_a_name_may_hold_another_variable():
    made = scene(variables={"foo1": "one", "i": "1"})
    assert text_of("${foo$i}", made).value == "one"


def test_what_is_not_known_is_told_with_its_kind_and_whether_it_was_cached():
    made = scene()
    parms = {"slice": "$SLICE.exr", "word": "$STUDIO", "here": "`chs('slice')`"}
    parms["python"] = driven("hou.node('.').geometry()", "7", "python")
    parms["lost"] = driven("hou.node('.').geometry()", "0", "python")
    here = node(made, HERE, parms)
    asked = evaluate.of(made)
    for name in parms:
        assert not asked.text(here, name).known
    told = dict((name, (row.kind, row.cached)) for (_, name), row in asked.problems.items())
    assert told == {
        "slice": ("farm", False),
        "word": (None, False),
        "here": ("farm", False),
        "python": ("python", True),
        "lost": ("python", False),
    }
    assert asked.text(here, "python").trusted and not asked.text(here, "lost").trusted


def test_the_problems_of_all_evaluators_are_told_once():
    made = scene(takes={"t": Take("t", None)})
    here = node(made, HERE, {"p": "$STUDIO", "q": "$SLICE$STUDIO"})
    evaluate.of(made).text(here, "p")
    evaluate.of(made, "t").text(here, "p")
    evaluate.of(made, "t", {"SLICE": "0"}).text(here, "q")
    found = evaluate.problems(made)
    assert list(found) == [(HERE, "p"), (HERE, "q")]
    assert [row.reason for row in found.values()] == ["the variable $STUDIO"] * 2


def test_an_unknown_variable_leaves_the_text_as_written():
    found = text_of("$STUDIO/$F4.exr")
    assert (found.value, found.known) == ("$STUDIO/$F4.exr", False)
    assert "$STUDIO" in found.reason


def test_given_variables_go_before_all():
    made = scene(variables={"SLICE": "7"})
    here = node(made, HERE, {"p": "$SLICE"})
    assert evaluate.of(made, given={"SLICE": "0"}).text(here, "p").value == "0"
    assert evaluate.of(made).text(here, "p").value == "7"
    assert evaluate.of(made, None, {"SLICE": "0"}) is evaluate.of(made, given={"SLICE": "0"})


# -- references -------------------------------------------------------------------------------


def network():
    """Returns a scene whose nodes ask one another."""
    made = scene()
    node(made, "/obj/geo1", {"size": ["1", "2", "3"], "t": ["4", "5", "6"], "vm_path": "$OS/x"})
    node(made, "/obj/geo1/source", {"file": "$HIP/$OS.$F4.bgeo", "on": "on", "menu": "blue"})
    node(made, "/obj/geo1/sub/deep", {"v": "012"})
    return made


@pytest.mark.parametrize(
    "expression, expected",
    [
        ('ch("../sizex")', "1"),
        ('ch("../size2")', "2"),
        ('ch("/obj/geo1/tz")', "6"),
        ('ch("../t")', "4"),
        ('chs("../source/file")', "D:/show/scenes/source.0005.bgeo"),
        ('chs("../../geo1/vm_path")', "geo1/x"),
        ('ch("../source/on")*3', "3"),
        ('chs("../source/menu")', "blue"),
        ('ch("../source/menu")', "blue"),
        ('ch("../sub/deep/v")+1', "13"),
        ('chs("../sub/deep/v")', "012"),
        ('ch("./q")', "8"),
        ('ch("q")+ch(strcat("q",""))', "16"),
        ('chs("../source/"+"menu")', "blue"),
        ('chsraw("../source/file")', "$HIP/$OS.$F4.bgeo"),
        ('chsop("rel")', "/obj/geo1/source /obj/other"),
        ('ch(chsop("one")+"/on")', "1"),
        ('chexist("../source/file")+chexist("../source/none")', "1"),
        ('opexist("../source")', "1"),
        ("padzero(3, opdigits('..'))", "001"),
        ('property("../nothing", 7)', "7"),
        ('property("../sizey", 7)', "2"),
    ],
)
def test_a_reference_is_followed_from_its_own_node(expression, expected):
    parms = {"q": "8", "rel": "../source /obj/other", "one": "../source"}
    assert value(expression, network(), **parms) == expected


def test_inputs_count_from_zero():
    made = network()
    here = node(
        made, "/obj/geo1/wired", {"p": "`opinputpath('.',1)` `opinput('.',1)` `opninputs('.')`"},
        inputs=["", "/obj/geo1/source"],
    )  # fmt: skip
    assert evaluator(made).text(here, "p").value == "/obj/geo1/source source 1"
    assert evaluator(made).expand("[`opinputpath('.',0)``opinputpath('.',9)`]", here).value == "[]"


def test_the_creator_is_the_node_that_holds_the_kind_of_network():
    made = scene()
    node(made, "/obj/dopnet", {"startframe": "9"}, "Object/dopnet")
    node(made, "/obj/dopnet/sub", {}, "Dop/subnet")
    parms = {"p": driven('ch(opcreator(".")+"/startframe")')}
    inner = node(made, "/obj/dopnet/sub/a", parms, "Dop/x")
    assert evaluator(made).number(inner, "p").value == 9


@pytest.mark.parametrize(
    "expression, reason",
    [
        ('ch("../none/tx")', "no node /obj/geo1/none"),
        ('ch("../source/none")', "no parameter none"),
        ('chs("../asset/inner/file")', "inside the asset /obj/geo1/asset"),
        ('opexist("../asset/inner")', "inside the asset"),
        ('chs("p")', "refers to itself"),
        ('ch("../ring/a")', "refers to itself"),
        ('chsop("all")', "pattern"),
    ],
)
def test_a_reference_to_nothing_says_why(expression, reason):
    made = network()
    node(made, "/obj/geo1/asset", {"a": "1"}, locked=True)
    node(made, "/obj/geo1/ring", {"a": driven('ch("b")'), "b": driven('ch("a")+1')})
    found = text_of("`%s`" % expression, made, all="/obj/*")
    assert not found.known
    assert reason in found.reason


def chain(count, written, last="0"):
    """Returns a scene of nodes /obj/n1 ... that each ask the one before; ``last`` is in /obj/n0."""
    made = scene()
    node(made, "/obj/n0", {"v": last})
    for at in range(1, count):
        node(made, "/obj/n%d" % at, {"v": driven(written % {"before": at - 1, "at": at})})
    return made


SUM = 'ch("../n%(before)d/v")+1'


def test_a_long_chain_is_followed_from_either_end():
    made = chain(400, SUM)
    assert evaluator(made).number("/obj/n399", "v").value == 399
    assert evaluator(made).expand("`ch('/obj/n399/v')`", made.nodes["/obj/n0"]).value == "399"
    asked = evaluator(made)
    assert [asked.number("/obj/n%d" % at, "v").value for at in range(0, 400, 7)] == [
        float(at) for at in range(0, 400, 7)
    ]
    assert not asked.problems


def test_a_long_chain_that_moves_is_a_token_at_its_far_end():
    made = chain(200, 'ch("../n%(before)d/v")', driven("$FF"))
    assert evaluator(made).template("/obj/n199", "v").value == "<F>"
    node(made, "/obj/a", {"p": "a.`padzero(4, ch('/obj/n199/v'))`.`ch('/obj/still/v')`.exr"})
    node(made, "/obj/still", {"v": "3"})
    assert evaluator(made).template("/obj/a", "p").value == "a.<F4>.3.exr"


def test_a_node_at_the_end_of_a_chain_that_fails_is_known():
    made = chain(400, SUM, last=driven("hou.pwd().geometry()", "0", "python"))
    node(made, "/obj/n200", {"v": "5"})
    asked = evaluator(made)
    assert asked.number("/obj/n399", "v").value == 204
    assert "Python" in asked.number("/obj/n199", "v").reason


@pytest.mark.parametrize("count", [3, 50, 700])
def test_all_nodes_of_a_ring_are_found_in_one_go(count):
    made = chain(count, SUM, last=driven('ch("../n%d/v")' % (count - 1)))
    asked = evaluate.of(made)
    found = [asked.number("/obj/n%d" % at, "v") for at in range(count)]
    assert not [one for one in found if one.known]
    assert set(one.reason for one in found) == set(["it refers to itself"])
    # every value is asked for twice at most, once more from outside
    assert made.info[evaluate.INFO]["work"].used < 100 * count


def test_a_ring_that_is_too_much_for_one_question_costs_no_more_for_each_node():
    made = chain(6000, SUM, last=driven('ch("../n5999/v")'))
    asked = evaluate.of(made)
    assert not any(asked.number("/obj/n%d" % at, "v").known for at in range(6000))
    assert made.info[evaluate.INFO]["work"].used < 150 * 6000


def test_a_chain_that_never_ends_is_left():
    made = scene()
    for at in range(60):
        node(made, "/obj/n%d" % at, {"v": driven('chf("../n%d/v", $FF-1)+1' % ((at + 1) % 60))})
    asked = evaluate.of(made)
    assert "steps" in asked.number("/obj/n0", "v").reason
    used = made.info[evaluate.INFO]["work"].used
    assert "steps" in asked.number("/obj/n1", "v", 4).reason  # the frame that n0 asked it for
    assert made.info[evaluate.INFO]["work"].used < used + 30


# -- work --------------------------------------------------------------------------------------

LOOP = "`{ for (i=0; i<1e9; i++) { i=i; } return 1; }`%d.bgeo"


def loops(count):
    made = scene()
    for at in range(count):
        parms = {"file": LOOP % at, "plain": "$HIP/$OS.$F4.exr", "n": "7", "sum": driven("1+2")}
        node(made, "/obj/f%d" % at, parms)
    return made


@pytest.mark.slow
def test_a_scene_has_so_much_work_and_no_more():
    made = loops(400)
    started = time.time()
    asked = evaluate.of(made)
    reasons = [asked.text(path, "file").reason for path in made.nodes]
    assert "20000 steps" in reasons[0] and "5000000 steps in the whole scene" in reasons[-1]
    assert time.time() - started < SECONDS
    told = [row for row in asked.problems.values() if "whole scene" in row.reason]
    assert len(told) == 1 and told[0].kind == WORK
    used = made.info[evaluate.INFO]["work"].used
    other = evaluate.of(made, given={"SLICE": "0"})
    assert "whole scene" in other.text("/obj/f0", "file").reason and not other.problems
    assert made.info[evaluate.INFO]["work"].used < used + 500


def test_what_is_hardly_any_work_is_known_to_the_end():
    made = loops(1)
    evaluate.of(made).work.used = 5000001
    here = evaluate.of(made)
    assert here.text("/obj/f0", "plain").value == "D:/show/scenes/f0.0005.exr"
    assert here.template("/obj/f0", "plain").value == "D:/show/scenes/f0.<F4>.exr"
    assert here.number("/obj/f0", "n").value == 7
    assert here.number("/obj/f0", "sum").value == 3


def test_a_new_analysis_begins_with_no_work_done():
    made = loops(1)
    evaluate.of(made).work.used = 5000001
    evaluate.prepare(made, {})
    assert "20000" in evaluate.of(made).text("/obj/f0", "file").reason


def test_a_question_that_was_too_much_is_not_worked_at_again():
    made = loops(1)
    asked = evaluate.of(made)
    asked.text("/obj/f0", "file")
    used = asked.work.used
    assert "20000 steps" in asked.text("/obj/f0", "file").reason
    assert asked.work.used == used


@pytest.mark.slow
@pytest.mark.parametrize(
    "inside",
    [
        "strmatch(s, t);",
        "strcasematch(t, s);",
        "strreplace(s, 'a', 'b');",
        "u = s + t;",
        "u = strcat(s, t);",
        "chs('/obj/here/long');",
        "pythonexpr('%s');" % "+".join(["1"] * 900),
        "ch('/obj/here/keys');",
        "chf('/obj/here/keys', i);",
        "u = strlen('$LONG');",
        'u = strlen("$LONG");',
        "argc(s);",
    ],
)
def test_a_step_is_a_step_however_long_its_texts_are(inside):
    keys_ = [Segment(at, 1.0, "bezier()", values=(at, at + 1.0)) for at in range(5000)]
    start = "string s = '%s'; string t = '*%sb';" % ("a" * 5000, "a*" * 90)
    written = "{ %s for (i=0; i<1e9; i++) { %s } return 1; }" % (start, inside)
    made = scene(variables={"LONG": "$F" * 9000})
    parms = {"p": driven(written), "long": "$F" * 9000, "keys": driven(keys_)}
    node(made, "/obj/here", parms)
    started = time.time()
    found = evaluate.of(made).number("/obj/here", "p")
    assert not found.known
    assert time.time() - started < SECONDS


def test_references_that_double_at_every_step_are_worked_out_once():
    made = scene()
    node(made, "/obj/n0", {"v": "1", "t": "x"})
    for at in range(1, 31):
        before = "../n%d/" % (at - 1)
        sum_ = driven('ch("%sv")+ch("%sv")' % (before, before))
        node(made, "/obj/n%d" % at, {"v": sum_, "t": "`chs('%st')`" % before * 2})
    started = time.time()
    asked = evaluator(made)
    assert asked.number(made.nodes["/obj/n30"], "v").value == 2.0**30
    assert "characters" in asked.text(made.nodes["/obj/n30"], "t").reason
    assert time.time() - started < SECONDS


def test_a_loop_of_texts_is_told():
    made = scene()
    node(made, "/obj/a", {"p": "x`chs('../b/p')`"})
    node(made, "/obj/b", {"p": "y`chs('../a/p')`"})
    asked = evaluator(made)
    assert not asked.text(made.nodes["/obj/a"], "p").known
    assert asked.problems == {("/obj/a", "p"): Problem("it refers to itself")}


# -- numbers, switches, menus -----------------------------------------------------------------


def test_numbers_switches_and_menus():
    made = scene()
    parms = {"a": "1.5", "b": "on", "trange": "normal", "c": "blue", "d": "$F", "e": "", "g": "0.5"}
    here = node(made, HERE, dict(parms, res=["640", "480"]))
    asked = evaluator(made)
    found = [asked.number(here, name).value for name in ("a", "b", "trange", "d", "e", "g", "resy")]
    assert found == [1.5, 1, 1, 5, 0, 0.5, 480]
    unknown = asked.number(here, "c")
    assert (unknown.value, unknown.known) == (None, False)


@pytest.mark.parametrize(
    "component, expected",
    [
        ("on", True),
        ("off", False),
        ("1", True),
        ("0", False),
        (driven("1-1", "1"), False),
        (driven("ch('other')", "0"), True),
        (driven("npoints('..')", "1"), True),
        (driven("npoints('..')", "0"), None),
        ("word", None),
    ],
)
def test_a_switch_is_on_off_or_not_known(component, expected):
    made = scene()
    here = node(made, HERE, {"p": component, "other": "on"})
    assert evaluator(made).is_on(here, "p") is expected
    assert evaluator(made).is_on(here, "none") is None


# -- channels ---------------------------------------------------------------------------------


def keys(*rows):
    """Returns segments of (start, length, expression, values)."""
    return driven([Segment(at, length, word, "hscript", ends) for at, length, word, ends in rows])


def at(component, frame):
    """Returns the number of a component at a frame, or None."""
    made = scene()
    found = evaluator(made).number(node(made, HERE, {"p": component}), "p", frame)
    return found.value if found.known else None


def test_the_segment_that_holds_the_time_counts():
    rows = keys((0.0, 1.0, "$FEND+1", (None, None)), (1.0, 0.0, "$FEND", (None, None)))
    assert [at(rows, frame) for frame in (-3, 1, 24, 25, 999)] == [241, 241, 241, 240, 240]


def test_keyframes_are_worked_out_as_far_as_the_file_tells():
    rows = keys(
        (1.0, 1.0, "constant()", (1.0, 2.0)),
        (2.0, 1.0, "linear()", (10.0, 20.0)),
        (3.0, 1.0, "bezier()", (20.0, 40.0)),
        (4.0, 1.0, "ease()", (40.0, 40.0)),
        (5.0, 0.0, "bezier()", (40.0, None)),
    )
    frames = (1, 25, 48, 49, 61, 73, 85, 97, 110, 121, 500)
    assert [at(rows, frame) for frame in frames] == [1, 1, 1, 10, 15, 20, None, 40, 40, 40, 40]


def test_a_value_that_a_segment_does_not_say_is_0():
    rows = keys((0.0, 1.0, "linear()", (None, 1.0)), (1.0, 0.0, "bezier()", (1.0, None)))
    assert at(rows, 13) == 0.5
    assert at(keys((0.0, 0.0, "bezier()", (None, None))), 7) == 0


def test_a_curve_falls_back_on_what_was_cached_at_the_frame_of_the_scene():
    made = scene()
    rows = [Segment(0.0, 1.0, "bezier()", "hscript", (0.0, 8.0)), Segment(1.0, 0.0, "bezier()")]
    here = node(made, HERE, {"p": driven(rows, "1.25")})
    asked = evaluator(made)
    now, later = asked.number(here, "p"), asked.number(here, "p", 6)
    assert (now.value, now.known, now.cached) == (1.25, False, True)
    assert (later.value, later.known, later.cached) == (None, False, False)


def test_components_are_found_by_the_names_of_their_channels():
    made = scene()
    here = node(made, HERE, {"odd": ["1", "2"], "f": [driven("$FSTART"), driven("$FEND"), "2"]})
    here.attrs["odd"].driven[1] = "odd_second"
    here.channels["odd_second"] = Channel("odd_second", [Segment(0.0, 0.0, "ch('f2')/2")])
    asked = evaluator(made)
    names = ("f1", "f2", "f3", "f", "odd_second")
    assert [asked.number(here, name).value for name in names] == [1, 240, 2, 1, 120]


def test_a_channel_that_nothing_asks_for_does_not_count():
    made = scene()
    here = node(made, HERE, {"p": "3"})
    here.channels["p"] = Channel("p", [Segment(0.0, 0.0, "99")])
    assert evaluator(made).number(here, "p").value == 3


def test_a_driven_component_without_its_channel_is_not_known():
    made = scene()
    here = node(made, HERE, {"p": "3"})
    here.attrs["p"].driven[0] = "p"
    found = evaluator(made).number(here, "p")
    assert (found.value, found.known) == (None, False)


def test_a_text_channel_is_expanded():
    made = scene()
    here = node(made, HERE, {"p": driven('"$HIP/$OS.$F4.exr"'), "q": driven('chs("p")')})
    asked = evaluator(made)
    assert asked.text(here, "q").value == "D:/show/scenes/here.0005.exr"
    assert asked.template(here, "q").value == "D:/show/scenes/here.<F4>.exr"


@pytest.mark.parametrize(
    "expression, cached, want, trusted",
    [
        ("detail('..','x',0)", "7", "number", 7.0),
        ("detail('..','x',0)", "0", "number", None),
        ("npoints('..')+$F", "7", "number", 7.0),
        ("details('..','x')", "D:/a.exr", "text", "D:/a.exr"),
        ("details('..','x')", "details('..','x')", "text", None),
        ("details('..','x')", 'details("..","x")', "text", None),
        ("details('..','x')", "$HIP/a.exr", "text", None),
        ("details('..','x')", "", "text", None),
    ],
)
def test_what_was_cached_counts_only_where_it_can_be_trusted(expression, cached, want, trusted):
    made = scene()
    here = node(made, HERE, {"p": driven(expression, cached)})
    found = getattr(evaluator(made), want)(here, "p")
    assert not found.known
    assert found.cached is (trusted is not None)
    if trusted is not None:
        assert found.value == trusted
    else:
        assert found.value == (expression if want == "text" else None)


def test_what_was_cached_for_another_frame_does_not_count():
    made = scene()
    here = node(made, HERE, {"p": driven("npoints('..')+$F", "7")})
    assert not evaluator(made).number(here, "p", 6).cached


# -- takes ------------------------------------------------------------------------------------


def test_a_take_has_what_it_and_those_above_it_change():
    rows = {
        "Main": Take("Main", None, {("/out/a", "camera"): Parm("camera", ["/obj/main"])}),
        "one": Take("one", "Main", {("/out/a", "f"): Parm("f", ["5", "9", "1"])}),
        "two": Take("two", "one", {("/out/a", "p"): Parm("p", ["$OS-`chs('camera')`"])}),
    }
    made = scene(takes=rows, take="one")
    here = node(made, "/out/a", {"f": ["5", "9", "1"], "p": "as saved", "camera": "/obj/saved"})
    found = {}
    for take in (None, "Main", "one", "two", "gone"):
        asked = evaluate.Evaluator(made, {}, take)
        found[take] = (asked.text(here, "p").value, asked.text(here, "camera").value)
    assert found[None] == found["one"] == found["gone"] == ("as saved", "/obj/saved")
    assert found["Main"] == ("as saved", "/obj/main")
    assert found["two"] == ("a-/obj/main", "/obj/main")


def take_of(block, parm, node=b"obj/geo1/here"):
    """Returns {name: Take} of a .takes whose take "t" has one record."""

    def record(data):
        return struct.pack(str(">I"), len(data)) + data

    data = b"HoudiniTakeFile 1.0\ntake name Main kids 1\n" + record(b"e\n")
    data += b"take name t kids 0\n" + record(b"s 0 " + node + b"\n") + record(b"s 1 p\n")
    data += record(b"d 0 1\n" + record(block) + record(parm)) + record(b"e\n")
    return takes.parse(data, lambda raw: raw.decode("utf-8"))


@pytest.mark.parametrize("path", [b"obj/geo1/here", b"/obj/geo1/here", b"/obj/geo1/here/"])
def test_a_take_may_drive_a_parameter_by_an_expression_of_its_own(path):
    block = b"{\nchannel p2 {\nsegment { length = 0 expr = $F*2 }\n}\n}\n"
    parm = b"{\nversion 0.8\np\t[ 0\tlocks=0 ]\t(\t1\t[ p2\t0 ]\t)\n}\n"
    made = scene(takes=take_of(block, parm, path), take="Main")
    here = node(made, HERE, {"p": ["3", driven("$F*7")], "q": "`ch('p2')`"})
    assert evaluate.of(made).number(here, "p2").value == 35
    asked = evaluate.of(made, "t")
    assert list(asked.tuples.changed) == [(HERE, "p")]
    assert [asked.number(here, name).value for name in ("p1", "p2")] == [1, 10]
    assert asked.text(here, "q").value == "10"
    assert evaluate.of(made, "t").template(here, "q").value == "<F>"


def test_a_take_may_put_a_plain_value_in_the_place_of_an_expression():
    made = scene(takes={"t": Take("t", None, {(HERE, "p"): Parm("p", ["4"])})})
    here = node(made, HERE, {"p": driven("$F*7")})
    assert evaluate.of(made, "t").number(here, "p").value == 4


def test_the_paths_around_a_node_are_its_networks_nearest_first():
    assert list(above("/obj/geo1/here")) == ["/obj/geo1", "/obj"]
    assert list(above("/obj")) == list(above("/")) == list(above("")) == []


def test_the_evaluator_of_a_take_is_made_once():
    made = scene()
    evaluate.prepare(made, {"A": "x"})
    here = node(made, HERE, {"p": "$A"})
    assert evaluate.of(made) is evaluate.of(made)
    assert evaluate.of(made, "t") is not evaluate.of(made)
    assert evaluate.of(made, "t").text(here, "p").value == "x"


def test_takes_that_are_their_own_parents_end():
    made = scene(takes={"a": Take("a", "b"), "b": Take("b", "a")})
    here = node(made, HERE, {"p": "x"})
    assert evaluate.Evaluator(made, {}, "a").text(here, "p").value == "x"


# -- all frames at once -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "written, expected",
    [
        ("$HIP/$OS.$F4.exr", "D:/show/scenes/here.<F4>.exr"),
        ("a.$F.exr", "a.<F>.exr"),
        ("a.${F2}.$SF.$FF", "a.<F2>.<F>.<F>"),
        ("a.`padzero(4,$F-1)`.exr", "a.<F4>.exr"),
        ("a.`padzero(5,clamp($F,0,120))`", "a.<F5>"),
        ("a.`$F+10`.exr", "a.<F>.exr"),
        ("a.`int($FF/2)`.exr", "a.<F>.exr"),
        ("`strcat('x_', \"$F4\")`", "x_<F4>"),
        ("`toupper('a')`.$F4", "A.<F4>"),
        ("`ifs($F>3,'a','a')`", "a"),
        ("`ifs($F>3,'a','b')`", "*"),
        ("$T.exr", "*.exr"),
        ("`@wedgeindex`.$F4.exr", "*.<F4>.exr"),
        ("`strcat(@pdg_name, '_x')`", "*_x"),
        ("$AOV.exr", "*.exr"),
        ("`padzero(3, $FEND)`.exr", "240.exr"),
        ("$F4\u6728.exr", "<F4>\u6728.exr"),
        ("$SFF.${SFF3}.$N", "<F>.<F3>.<F>"),
        ("plain.exr", "plain.exr"),
        ("`fpadzero(4,2,$FF)`", "*"),
    ],
)
def test_the_frame_becomes_a_token(written, expected):
    found = template(written)
    assert (found.value, found.known, found.wild) == (expected, True, "*" in expected)


def test_a_template_that_cannot_be_worked_out_keeps_the_text():
    found = template("$STUDIO/$F4.exr")
    assert (found.value, found.known) == ("$STUDIO/$F4.exr", False)


def test_keyframes_in_a_name_are_tokens_unless_they_stand_still():
    made = scene()
    moving = keys((0.0, 1.0, "constant()", (1.0, 1.0)), (1.0, 0.0, "constant()", (2.0, 2.0)))
    still = keys((0.0, 1.0, "bezier()", (3.0, 3.0)), (1.0, 0.0, "bezier()", (3.0, None)))
    parms = {"v": moving, "s": still, "p": "v`ch('v')`_`padzero(3, ch('s'))`"}
    here = node(made, HERE, parms)
    assert evaluator(made).template(here, "p").value == "v<F>_003"


# -- raw texts, farm words, a live scene ------------------------------------------------------


def test_a_raw_text_is_expanded_as_if_it_stood_in_a_node():
    made = scene()
    here = node(made, HERE, {"q": "8"})
    asked = evaluator(made)
    assert asked.expand("$OS`ch('q')`.$F4", here, 7).value == "here8.0007"
    assert asked.expand("$OS.$F4", HERE, marking=True).value == "here.<F4>"
    assert not asked.expand("$NO", here).known


def test_what_only_the_farm_knows_is_a_star():
    found = text_of("`@wedgeindex`.$F.exr")
    assert (found.value, found.known, found.wild) == ("*.5.exr", True, True)
    assert number("@wedgeindex").reason


def test_context_options_have_values():
    made = scene(context_options={"shot": "sh1", "n": 2})
    assert text_of("`@shot`_`@n+1`", made).value == "sh1_3"


class Live(object):
    """Answers as Houdini would: {(node, parameter): function of the frame}."""

    def __init__(self, rows):
        self.rows = rows

    def text(self, node, parm, frame):
        found = self.rows.get((node, parm))
        return found(frame) if found else None


def test_an_open_scene_is_asked_first():
    rows = {
        (HERE, "p"): lambda frame: "/r/a.%04d.exr" % frame,
        (HERE, "n"): lambda frame: "%g" % (frame / 2.0),
        (HERE, "s"): lambda frame: "on",
        (HERE, "w"): lambda frame: "x" * int(frame) + ".exr",
    }
    made = scene(live=Live(rows))
    here = node(made, HERE, {"p": "$NO", "n": "0", "s": "off", "other": "$F", "w": "$NO"})
    asked = evaluator(made)
    assert asked.text(here, "p", 7).value == "/r/a.0007.exr"
    assert asked.template(here, "p").value == "/r/a.<F4>.exr"
    assert asked.template(here, "w").value == "xxxxx*.exr"
    assert asked.number(here, "n").value == 2.5
    assert asked.is_on(here, "s") is True
    assert asked.text(here, "other").value == "5"


# -- file caches ------------------------------------------------------------------------------


def cache(kind="Sop/filecache::2.0", **parms):
    """Returns (Evaluator, node) of a file cache whose own expression needs Houdini."""
    made = scene()
    base = {"filemethod": "constructed", "basedir": "$HIP/geo", "basename": "$HIPNAME.$OS"}
    base.update({"enableversion": "on", "version": "3", "filetype": ".bgeo.sc"})
    base.update({"file": "$HIP/x.bgeo", "timedependent": "on"})
    base.update({"sopoutput": driven("npoints('.')"), "frame": driven("npoints('.')")})
    return evaluator(made), node(made, HERE, dict(base, **parms), kind)


@pytest.mark.parametrize(
    "parms, expected",
    [
        ({}, "D:/show/scenes/geo/shot.here/v3/shot.here_v3.<F4>.bgeo.sc"),
        ({"enableversion": "off"}, "D:/show/scenes/geo/shot.here.<F4>.bgeo.sc"),
        ({"timedependent": "off"}, "D:/show/scenes/geo/shot.here/v3/shot.here_v3.bgeo.sc"),
        ({"filemethod": "explicit"}, "D:/show/scenes/x.bgeo"),
        ({"filemethod": "1"}, "D:/show/scenes/x.bgeo"),
        ({"cachedir": "/c/", "cachename": "$OS.$F.vdb"}, "/c/here.<F>.vdb"),
        ({"framestr": ".$F5"}, "D:/show/scenes/geo/shot.here/v3/shot.here_v3.<F5>.bgeo.sc"),
    ],
)
def test_the_path_of_a_file_cache_is_rebuilt(parms, expected):
    asked, here = cache(**parms)
    assert asked.template(here, "sopoutput").value == expected
    assert asked.number(here, "frame").known is (parms.get("timedependent") != "off")


def test_the_expression_of_a_file_cache_goes_first_where_it_can_be_followed():
    block = "{ if (ch('filemethod')) return chs('file'); return chs('basedir') + '/a'; }"
    asked, here = cache(sopoutput=driven(block))
    assert asked.text(here, "sopoutput").value == "D:/show/scenes/geo/a"
    asked, here = cache(sopoutput=driven(block), filemethod="explicit")
    assert asked.text(here, "sopoutput").value == "D:/show/scenes/x.bgeo"


def test_only_a_file_cache_is_rebuilt():
    asked, here = cache("Sop/other")
    assert not asked.text(here, "sopoutput").known
