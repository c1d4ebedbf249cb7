"""Shelf button: describes the open scene and says what is missing.

Clarisse may run it without ``__file__``; ``rayvision install clarisse`` writes our folder into it.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import sys

FOLDER = "{root}/scripts"
if FOLDER not in sys.path:
    sys.path.append(FOLDER)
import rayvision_in_clarisse  # noqa: E402

rayvision_in_clarisse.analyze()
