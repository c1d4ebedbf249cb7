"""A service that behaves like a farm, in memory: labels, numbers, what it renders, tips."""

import itertools
import types

from rayvision_plugins.errors import AlreadyExists, ProfileError
from rayvision_plugins.services.renderbus import Task

LABEL_EXISTS = 503
ON = 0


class Service:
    """Answers like services.renderbus.Renderbus; what it was asked stands in ``asked``.

    A new label is listed after ``lag`` more questions, never when it is off. An operation
    whose answer is None is one that the deployment does not have; an exception is raised.
    ``faults`` are raised by the next questions for the labels.
    """

    def __init__(
        self,
        *,
        labels=None,
        lag=0,
        faults=(),
        software=None,
        plugins=None,
        hardware=None,
        texts=None,
    ):
        self.asked = []
        self.labels = dict(labels or {})
        self.lag = lag
        self.faults = list(faults)
        self.numbers = itertools.count(1001)
        self.answers = {
            "supported_software": software,
            "supported_plugin": plugins,
            "hardware_config": hardware,
            "error_detail": texts,
        }
        self.query = types.SimpleNamespace(
            supported_software=lambda: self._answer("supported_software"),
            supported_plugin=lambda name: self._answer("supported_plugin"),
            error_detail=self._texts,
        )
        self.user = types.SimpleNamespace(
            query_user_profile=self._profile,
            get_hardware_config=lambda: self._answer("hardware_config"),
        )
        self.tag = types.SimpleNamespace(get_label_list=self._list, add_label=self._add)
        self._new = {}

    def create(self, digest=""):
        self.asked.append("create")
        return Task(str(next(self.numbers)), "10001136")

    def _answer(self, name):
        self.asked.append(name)
        answer = self.answers[name]
        if answer is None:
            raise ProfileError(f"profile fake has no operation {name}")
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _profile(self):
        self.asked.append("user_profile")
        return {"userId": 10001136}

    def _texts(self, code=None, codes=None, language=0):
        table = self._answer("error_detail")
        return [
            {"code": key, "type": kind, "desDescriptionCn": words[language]}
            for key, (kind, words) in table.items()
            if key in [code, *(codes or [])]
        ]

    def _list(self):
        self.asked.append("label_list")
        if self.faults:
            raise self.faults.pop(0)
        for name, left in list(self._new.items()):
            self._new[name] = left - 1
            if left <= 0:
                self.labels[name] = 7000 + len(self.labels)
                del self._new[name]
        rows = [{"projectId": number, "projectName": name} for name, number in self.labels.items()]
        return {"projectNameList": rows}

    def _add(self, new_name, status=1):
        self.asked.append("add_label")
        if new_name in self.labels or new_name in self._new:
            raise AlreadyExists("add_label", LABEL_EXISTS, "label exists")
        self._new[new_name] = self.lag if status == ON else float("inf")
