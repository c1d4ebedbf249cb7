from __future__ import absolute_import, division, print_function, unicode_literals

import maya


def about(batch=False):
    maya.stage.check_thread()
    return maya.stage.batch


def file(query=False, sceneName=False, modified=False, save=False):  # noqa: A001
    maya.stage.check_thread()
    if save:
        maya.stage.saves += 1
        maya.stage.modified = False
        return maya.stage.scene
    assert query
    return maya.stage.scene if sceneName else maya.stage.modified


def confirmDialog(
    title="", message="", button=(), defaultButton="", cancelButton="", dismissString=""
):
    maya.stage.check_thread()
    assert not maya.stage.batch
    maya.stage.asked.append((message, list(button)))
    return maya.stage.answer or dismissString or button[0]


def promptDialog(
    query=False, title="", message="", text="", button=(), defaultButton="", cancelButton="",
    dismissString="",
):
    maya.stage.check_thread()
    assert not maya.stage.batch
    if query:
        assert text is True
        return maya.stage.texts.popleft()
    maya.stage.prompts.append((message, text))
    return defaultButton if maya.stage.texts else dismissString


def menu(name, exists=False, label="", parent="", tearOff=False):
    maya.stage.check_thread()
    if exists:
        return name in maya.stage.menus
    assert name not in maya.stage.menus
    maya.stage.menus[name] = {"label": label, "parent": parent, "items": []}
    return name


def menuItem(label="", parent="", command=None):
    maya.stage.check_thread()
    maya.stage.menus[parent]["items"].append((label, command))


def deleteUI(name, menu=False):
    maya.stage.check_thread()
    assert menu
    del maya.stage.menus[name]


def progressBar(
    name,
    edit=False,
    query=False,
    beginProgress=False,
    endProgress=False,
    isInterruptable=False,
    isCancelled=False,
    status="",
    progress=0,
    maxValue=100,
):
    maya.stage.check_thread()
    assert name == "mainProgressBar"
    if query:
        assert isCancelled
        return maya.stage.escape
    if endProgress:
        maya.stage.bar = None
        maya.stage.escape = False
    else:
        maya.stage.bar = (status, progress)
        maya.stage.bars.append((status, progress))
