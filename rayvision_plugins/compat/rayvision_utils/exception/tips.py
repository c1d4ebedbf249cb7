"""What was found in a scene, collected by a script: ``tips.json``, codes with their details."""

import os
import sys

from rayvision_utils import utils
from rayvision_utils.exception.exception import RayvisionError

from rayvision_plugins.profiles import read_table


def details_of(info):
    """Returns the details that a list, one detail or None stands for, as a list of its own."""
    if isinstance(info, (list, tuple)):
        return list(info)
    return [] if info is None else [info]


class TipsInfo:
    """Details by code, in the order they came; ``save_path`` is the folder of ``tips.json``."""

    def __init__(self, save_path=None):
        self.tips_list = {}
        self.path = save_path

    def add(self, key, *values):
        """Adds details to a code."""
        self.tips_list[key] = details_of(self.tips_list.get(key)) + list(values)

    def set_tips(self, key, value):
        """Gives a code its details, instead of those it had."""
        self.tips_list[key] = value

    def save_tips(self, path=None):
        """Writes ``tips.json`` into the folder ``path``, else into that of the constructor.

        Raises:
            RayvisionError: neither is given.
        """
        folder = path or self.path
        if not folder:
            code = read_table("compat/utils.json")["codes"]["tips_folder"]
            raise RayvisionError(code, "tips.json needs a folder: TipsInfo(save_path)")
        utils.json_save(os.path.join(folder, "tips.json"), self.tips_list, ensure_ascii=False)

    def save_and_exit(self, path, exit_code=-1):
        """Writes ``tips.json`` and ends this program."""
        self.save_tips(path)
        sys.exit(exit_code)
