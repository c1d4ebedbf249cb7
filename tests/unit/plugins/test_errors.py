"""The tree of refusals: which class a documented code is, and what it carries."""

import ast
import pathlib

import pytest

from rayvision_plugins import errors, profiles

PROFILES = [profiles.load(name) for name in profiles.known()]
CODES = [
    pytest.param(code, id=f"{profile.name}-{code.number}")
    for profile in PROFILES
    for code in profile.codes.values()
    if code.name != "SUCCESS"
]
CLASSES = {
    400: errors.RequestRefused,
    403: errors.NotPermitted,
    404: errors.NotFound,
    500: errors.FarmFault,
    503: errors.AlreadyExists,
    600: errors.RequestRefused,
    601: errors.RequestRefused,
    602: errors.AccountRefused,
    605: errors.NotPermitted,
    610: errors.SignatureRefused,
    611: errors.SignatureRefused,
    700: errors.NoMoreRecords,
    804: errors.AccountRefused,
    20004: errors.UploadRefused,
}


@pytest.mark.parametrize("number", sorted(CLASSES))
def test_a_documented_code_is_an_error_of_its_kind(number):
    for profile in PROFILES:
        err = errors.ApiError.of("task_info", number, "no", profile.codes[number])
        assert type(err) is CLASSES[number]


@pytest.mark.parametrize("code", CODES)
def test_every_documented_code_has_a_class_and_says_all_it_knows(code):
    err = errors.ApiError.of("task_info", code.number, "", code)
    assert type(err) is not errors.ApiError and isinstance(err, errors.ApiError)
    assert (err.endpoint, err.code) == ("task_info", code.number)
    assert (err.name, err.zh, err.en, err.hint) == (code.name, code.zh, code.en, code.hint)
    assert err.message == code.en
    said = f"task_info: the farm answered {code.number} {code.name}"
    assert str(err) == f"{said} ({code.en}); {code.hint}"
    assert err.line("zh") == f"{said} ({code.zh}); {code.hint}"
    assert str(err).isprintable()


@pytest.mark.parametrize("language, word", [("en", "there is no such thing"), ("zh", "资源不存在")])
@pytest.mark.parametrize("message", ["", "资源不存在", "there is no such thing"])
def test_a_documented_message_is_shown_in_the_language_asked_for(language, word, message):
    code = PROFILES[0].code("RESOURCE_NOT_FOUND")
    err = errors.ApiError.of("task_info", code.number, message, code)
    assert f"404 RESOURCE_NOT_FOUND ({word})" in err.line(language)


def test_what_the_farm_says_beyond_the_documented_wording_is_shown_in_every_language():
    code = PROFILES[0].code("PARAMETER_INVALID")
    err = errors.ApiError.of("task_info", code.number, "taskIds 不存在", code)
    assert err.message == "taskIds 不存在"
    assert f"({code.en}: taskIds 不存在)" in err.line("en")
    assert f"({code.zh}: taskIds 不存在)" in err.line("zh")


def test_what_happened_and_what_to_do_stand_apart():
    err = errors.BadAnswer("task_info", "farm.example", 502, "a fault there")
    assert err.said() == "task_info: farm.example answered HTTP 502, a fault there"
    assert err.hint.endswith("?")
    assert str(err) == err.line("zh") == f"{err.said()}; {err.hint}"
    plain = errors.ConfigError("attempts: 0")
    assert (plain.said(), plain.hint, str(plain)) == ("attempts: 0", "", "attempts: 0")


def test_a_code_nobody_documented_is_a_plain_refusal():
    err = errors.ApiError.of("task_info", 31337, "odd", None)
    assert type(err) is errors.ApiError
    assert (err.name, err.zh, err.en, err.hint) == ("", "", "", "")
    assert str(err) == "task_info: the farm answered 31337 (odd)"


def test_what_a_farm_says_at_length_is_cut_and_stays_whole_in_the_message():
    err = errors.ApiError.of("task_info", 31337, "x" * 10**6, None)
    assert len(str(err)) < 1000
    assert err.message == "x" * 10**6


def test_the_text_of_an_error_can_be_written_whatever_it_names():
    assert str(errors.RayvisionError("a\udce9.ma")).encode("utf-8") == b"a\\udce9.ma"


def test_errors_import_nothing_of_the_package_they_are_for():
    nodes = ast.walk(ast.parse(pathlib.Path(errors.__file__).read_text("utf-8")))
    found = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert found == {"__future__", "analyzers.errors"}


def test_every_class_is_used_by_a_code():
    used = {
        type(errors.ApiError.of("x", code.number, "", code))
        for profile in PROFILES
        for code in profile.codes.values()
    }
    assert set(errors.ApiError.__subclasses__()) <= used
