"""What the check asks the service: ids, labels, what is offered, what tips mean."""

import json

import pytest
from fake_service import ON, Service
from four_files import changed, in_order, written

from rayvision_plugins import check
from rayvision_plugins.check import hardware, offer
from rayvision_plugins.check.complete import label_id
from rayvision_plugins.errors import (
    AccountRefused,
    CheckFailed,
    ConfigError,
    ContractError,
    FarmFault,
    ProfileError,
    SignatureRefused,
)

MAYA = {"renderInfoList": [{"cgId": 2000, "cgName": "Maya"}]}
PLUGINS = {
    "cgVersion": [{"id": 5, "cgId": 2000, "cgName": "Maya", "cgVersion": "2022"}],
    "cgPlugin": [
        {
            "cvId": 5,
            "pluginName": "MtoA",
            "pluginVersions": [
                {"pluginId": 1, "pluginName": "MtoA", "pluginVersion": "5.0"},
                {"pluginId": 2, "pluginName": "MtoA", "pluginVersion": "mtoa 6.1"},
            ],
        }
    ],
}
BIG = {
    "id": 71, "type": 1, "model": "28C", "ram": "64GB", "gpuNum": None, "platform": 2, "status": 1,
    "notSupportCgId": "", "notSupportCode": None, "notSupportPluginList": None,
}  # fmt: skip
CARDS = {**BIG, "id": 72, "type": 2, "model": "3090", "ram": "128GB", "gpuNum": "2*GPU"}


@pytest.fixture
def documents(tmp_path):
    return in_order(tmp_path)


# -- ids ---------------------------------------------------------------------------------


def test_empty_ids_are_fetched(documents):
    service = Service(labels={"Project1": 200953})
    task = changed(documents, "task.task_info.project_name", "Project1")["task"]
    info = check.completed(task, service)["task_info"]
    assert (info["task_id"], info["user_id"], info["project_id"]) == ("1001", "10001136", "200953")
    assert "task_id" not in task["task_info"]


def test_ids_that_are_given_stay_and_nothing_is_asked(documents):
    service = Service()
    given = {"task_id": "5", "user_id": "6", "project_id": "7", "project_name": "Project1"}
    documents["task"]["task_info"].update(given)
    info = check.completed(documents["task"], service)["task_info"]
    assert given.items() <= info.items()
    assert service.asked == []


def test_a_user_id_that_is_empty_is_fetched_for_a_task_that_is_given(documents):
    service = Service()
    documents["task"]["task_info"].update({"task_id": "5", "user_id": ""})
    info = check.completed(documents["task"], service)["task_info"]
    assert (info["task_id"], info["user_id"]) == ("5", "10001136")
    assert service.asked == ["user_profile"]


# -- labels ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lag", "expected", "asked"),
    [
        (0, "7000", ["label_list", "add_label", "label_list"]),
        (1, "7000", ["label_list", "add_label", "label_list", "label_list"]),
        (2, "", ["label_list", "add_label", "label_list", "label_list"]),
    ],
)
def test_a_new_label_is_added_once_and_looked_for_three_times(lag, expected, asked):
    service, pauses = Service(lag=lag), []
    assert label_id(service, "夜 1", sleep=pauses.append) == expected
    assert service.asked == asked
    assert len(pauses) == asked.count("label_list") - 2


def test_a_label_that_another_adds_at_the_same_time_is_found():
    service = Service(lag=1)
    assert label_id(service, "shot", sleep=lambda _: None) == "7000"
    service = Service(lag=1)
    service.tag.add_label("shot", status=ON)
    assert label_id(service, "shot", sleep=lambda _: None) == "7000"


FAULTS = {
    "a fault": FarmFault("label_list", 500, "the server failed"),
    "a broken answer": ContractError("label_list", "answer", "projectNameList", "no list"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_farm_that_fails_to_list_labels_is_asked_three_times(fault):
    pauses = []
    service = Service(labels={"shot": 7}, faults=[fault])
    assert label_id(service, "shot", sleep=pauses.append) == "7"
    service = Service(labels={"shot": 7}, faults=[fault] * 2)
    assert label_id(service, "shot", sleep=pauses.append) == "7"
    service = Service(labels={"shot": 7}, faults=[fault] * 3)
    assert label_id(service, "shot", sleep=pauses.append) == ""
    assert service.asked.count("label_list") == 3
    assert len(pauses) == 2


def test_a_farm_that_has_no_labels_is_asked_once():
    service = Service(faults=[ProfileError("profile fake has no operation label_list")])
    assert label_id(service, "shot", sleep=lambda _: None) == ""
    assert service.asked == ["label_list"]


@pytest.mark.parametrize("refused", [SignatureRefused, AccountRefused])
def test_a_farm_that_refuses_the_account_is_no_farm_without_labels(refused):
    service = Service(faults=[refused("label_list", 611, "the signature does not fit")])
    with pytest.raises(refused):
        label_id(service, "shot", sleep=lambda _: None)


def test_no_name_is_no_label():
    service = Service()
    assert label_id(service, "") == ""
    assert service.asked == []


# -- what is offered ---------------------------------------------------------------------


def offered(documents, **answers):
    return list(offer.findings(documents, Service(**answers)))


def test_a_farm_that_says_nothing_offers_all(documents):
    assert offered(documents) == []


@pytest.mark.parametrize("refused", [SignatureRefused, AccountRefused])
@pytest.mark.parametrize(
    "operation", ["supported_software", "supported_plugin", "hardware_config", "error_detail"]
)
def test_a_farm_that_refuses_the_account_offers_nothing(documents, operation, refused):
    documents["tips"] = {"50001": ["a.png"]}
    service = Service(software=MAYA, plugins=PLUGINS, hardware=[BIG], texts={})
    service.answers[operation] = refused(operation, 611, "the signature does not fit")
    with pytest.raises(refused):
        check.findings(documents, service)


def test_a_farm_that_fails_is_believed_to_offer_all(documents):
    fault = FarmFault("supported_software", 500, "the server failed")
    service = Service(software=fault, plugins=fault, hardware=fault, texts=fault)
    assert check.findings(documents, service) == []


def test_what_is_listed_is_offered_however_it_is_written(documents):
    assert offered(documents, software=MAYA, plugins=PLUGINS, hardware=[BIG]) == []


def test_software_that_the_farm_does_not_have_is_an_error(documents):
    houdini = {"renderInfoList": [{"cgId": 2004, "cgName": "Houdini"}]}
    (row,) = offered(documents, software=houdini, plugins=PLUGINS)
    assert row.level == "error" and "Maya (2000); it renders Houdini" in row.line


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("cg_version", "2022.3"),
        ("plugins", {"MTOA": "5.0"}),
        ("plugins", {"mtoa": "5.0.1"}),
        ("plugins", {"mtoa": "6.1"}),
        ("plugins", {"mtoa": ""}),
        ("plugins", {}),
    ],
)
def test_a_version_may_be_finer_than_the_one_that_is_listed(documents, path, value):
    documents = changed(documents, f"task.software_config.{path}", value)
    assert offered(documents, software=MAYA, plugins=PLUGINS) == []


@pytest.mark.parametrize(
    ("path", "value", "code", "words"),
    [
        ("cg_version", "2031", "software", "Maya 2031; it lists 2022"),
        ("cg_version", "20221", "software", "Maya 20221"),
        ("plugins", {"mtoa": "9.9"}, "plugin", "mtoa 9.9; it lists 5.0, mtoa 6.1"),
        ("plugins", {"xgen": "1"}, "plugin", "xgen for Maya 2022"),
    ],
)
def test_a_version_that_is_not_listed_is_a_warning(documents, path, value, code, words):
    documents = changed(documents, f"task.software_config.{path}", value)
    (row,) = offered(documents, software=MAYA, plugins=PLUGINS)
    assert (row.level, row.code) == ("warning", code)
    assert words in row.line


REFUSALS = {
    "software": ({"notSupportCgId": "2001,2000"}, "Maya"),
    "software as a list": ({"notSupportCgId": ["2000"]}, "Maya"),
    "software as a number": ({"notSupportCgId": 2000}, "Maya"),
    "version": ({"notSupportCgVersions": ["2022"]}, "Maya 2022"),
    "version as an object": (
        {"notSupportCgVersions": [{"cgId": 2000, "cgVersionName": "2022"}]},
        "Maya 2022",
    ),
    "tip": ({"notSupportCode": "15006,50001"}, "tip 50001"),
    "plug-in": ({"notSupportPluginList": ["mtoa 5"]}, "mtoa 5.0"),
    "pattern": ({"notSupportPluginList": ["MTOA [45]"]}, "mtoa 5.0"),
    "broken pattern": ({"notSupportPluginList": ["mtoa 5.0", "("]}, "mtoa 5.0"),
}


@pytest.mark.parametrize("kind", sorted(REFUSALS))
def test_a_task_that_no_machine_takes_is_an_error(documents, kind):
    refusal, words = REFUSALS[kind]
    documents["tips"] = {"50001": ["a.png"]}
    (row,) = offered(documents, hardware=[{**BIG, **refusal}])
    assert (row.level, row.code) == ("error", "hardware")
    assert words in row.line
    assert offered(documents, hardware=[{**BIG, **refusal}, CARDS]) == []


def test_what_refuses_others_takes_this(documents):
    others = {
        "notSupportCgId": "2001",
        "notSupportCgVersions": ["2019", {"cgId": 2004, "cgVersionName": "2022"}],
        "notSupportCode": "15006",
        "notSupportPluginList": ["vray", "("],
    }  # fmt: skip
    assert offered(documents, hardware=[{**BIG, **others}]) == []


def test_hardware_that_task_info_names_must_be_there_and_take_it(documents):
    chosen = changed(documents, "task.task_info.hardwareConfigId", "72")
    assert offered(chosen, hardware=[BIG, CARDS]) == []
    (row,) = offered(chosen, hardware=[BIG])
    assert "no hardware 72; it has 28C 64GB" in row.line
    (row,) = offered(chosen, hardware=[BIG, {**CARDS, "notSupportCgId": "2000"}])
    assert "no machine" in row.line
    assert offered(chosen, hardware=[BIG, {**CARDS, "status": 0}])


@pytest.mark.parametrize("model", ["3090", ["3090"], ["Default", "3090"]])
def test_hardware_in_words_becomes_values_of_task_info(documents, model):
    wanted = {"model": model, "ram": "128GB", "gpuNum": "2*GPU"}
    assert hardware.choice(wanted, [BIG, CARDS], documents) == {
        "hardwareConfigId": "72", "ram": "128", "graphics_cards_num": "2",
    }  # fmt: skip


def test_hardware_of_another_platform_is_not_had(documents):
    documents = changed(documents, "task.task_info.platform", "21")
    row = hardware.choice({"model": "28C"}, [BIG], documents)
    assert row.level == "error" and "no such hardware" in row.line


# -- words for tips ----------------------------------------------------------------------

TEXTS = {
    "15000": (1, ("启动3ds max卡住或者失败", "3ds Max did not start")),
    "50001": (0, ("缺", "lost")),
}


@pytest.mark.parametrize(("language", "words"), [("zh", "启动3ds max"), ("en", "3ds Max did not")])
def test_tips_are_told_in_the_wished_language(language, words):
    texts = check.Texts(Service(texts=TEXTS), language)
    (row,) = check.tips({"15000": ["a", "b"]}, texts)
    assert row.level == "error"
    assert words in row.line and "a, b" in row.line


def test_a_code_is_asked_for_once():
    service = Service(texts=TEXTS)
    texts = check.Texts(service)
    check.tips({"15000": ["a"], "50001": ["b"]}, texts)
    check.tips({"50001": ["c"]}, texts)
    assert service.asked == ["error_detail"]


def test_one_check_of_many_scenes_asks_for_a_code_once(documents):
    documents["tips"] = {"50001": ["a.png"]}
    service = Service(texts=TEXTS)
    one = check.Check(service, language="zh")
    for _ in range(3):
        one.execute(documents["task"], documents["upload"], tips_json=documents["tips"])
        assert [row.text[:1] for row in one.found] == ["缺"]
    assert service.asked.count("error_detail") == 1


def test_a_language_without_words_is_one_line():
    with pytest.raises(ConfigError, match="'fr'.*zh or en"):
        check.Check(Service(), language="fr")


def test_the_farm_says_whether_a_tip_stops():
    tips = {"15006": ["layer"]}
    assert check.tips(tips)[0].level == "error"
    milder = Service(texts={"15006": (0, ("没有相机", "no camera"))})
    assert check.tips(tips, check.Texts(milder))[0].level == "warning"


def test_our_own_codes_are_never_asked_for():
    service = Service(texts={"90004": (0, ("别的", "another thing"))})
    (row,) = check.tips({"90004": []}, check.Texts(service))
    assert row.level == "error" and "nothing to render" in row.line
    assert service.asked == []


@pytest.mark.parametrize("texts", [None, {}])
def test_a_code_that_nobody_knows_is_a_warning(texts):
    (row,) = check.tips({"12345": ["a"]}, check.Texts(Service(texts=texts)))
    assert (row.level, row.line) == ("warning", "tip 12345: a")


def test_a_thousand_details_are_cut_short():
    (row,) = check.tips({"50001": [f"file {n}" for n in range(1000)]})
    assert "and 980 more" in row.line and len(row.line) < 1000


# -- the whole check, with the documented arguments -----------------------------------------


@pytest.fixture
def folder(tmp_path, documents):
    return written(tmp_path / "files", documents)


def test_execute_returns_the_number_and_writes_it(folder):
    before = check.read(folder)
    number = check.Check(Service()).execute(folder / "task.json", folder / "upload.json")
    assert number == 1001
    after = check.read(folder)
    assert after["task"]["task_info"]["task_id"] == "1001"
    assert after["task"]["task_info"]["user_id"] == "10001136"
    assert after["upload"] == before["upload"]


def test_execute_with_is_cover_false_writes_elsewhere(folder, tmp_path):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    workspace = tmp_path / "workspace"
    check_of = check.Check(Service(), workspace=workspace)
    check_of.execute(str(folder / "task.json"), str(folder / "upload.json"), is_cover=False)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    (made,) = workspace.iterdir()
    copied = check.read(made)
    assert copied["task"]["task_info"]["task_id"] == "1001"
    assert copied["upload"] == check.read(folder)["upload"]


def test_execute_with_only_id_false_returns_the_document_too(documents):
    task, number = check.Check(Service()).execute(
        documents["task"], documents["upload"], documents["asset"], only_id=False
    )
    assert number == 1001
    assert task["task_info"]["task_id"] == "1001"
    assert task["scene_info_render"] == documents["task"]["scene_info_render"]
    assert "task_id" not in documents["task"]["task_info"]


def test_execute_stops_at_an_error_and_asks_for_no_number(folder, tmp_path):
    (tmp_path / "图 1.png").unlink()
    service = Service()
    with pytest.raises(CheckFailed, match="图 1.png"):
        check.Check(service).execute(folder / "task.json", folder / "upload.json")
    assert "create" not in service.asked


def test_execute_reads_the_tips_beside_task_json(folder):
    (folder / "tips.json").write_text(json.dumps({"15006": ["layer"]}))
    service = Service()
    with pytest.raises(check.SceneErrors):
        check.Check(service).execute(folder / "task.json", folder / "upload.json")
    forced = check.Check(service, force=True)
    assert forced.execute(folder / "task.json", folder / "upload.json") == 1001
    assert [row.code for row in forced.found] == ["15006"]


def test_execute_puts_the_hardware_into_task_info(folder):
    wanted = {"model": ["28C"], "ram": "64GB", "gpuNum": None}
    service = Service(hardware=[BIG, CARDS])
    check.Check(service).execute(
        folder / "task.json", folder / "upload.json", hardware_config=wanted
    )
    info = check.read(folder)["task"]["task_info"]
    assert (info["hardwareConfigId"], info["ram"]) == ("71", "64")


def test_execute_refuses_hardware_that_is_not_there(folder):
    service = Service(hardware=[BIG])
    with pytest.raises(CheckFailed, match="no such hardware; it has 28C 64GB"):
        check.Check(service).execute(
            folder / "task.json", folder / "upload.json", hardware_config={"model": "4090"}
        )
    assert "create" not in service.asked


def test_execute_without_a_task_json_is_one_line():
    with pytest.raises(ConfigError, match="needs a task.json"):
        check.Check(Service()).execute("")
