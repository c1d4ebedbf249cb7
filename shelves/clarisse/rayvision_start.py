"""The start-up script: lets Clarisse import our scripts and builds the menu.

Clarisse runs the files that the variable CLARISSE_STARTUP_SCRIPT lists (a line of
``clarisse.env`` in the user's folder of each version) with ``ix`` among their names.

Documented: the variable, several scripts in it with ``;`` or ``:`` between them (``;`` only on
Windows). Seen in public add-ons: ``clarisse.env``, and that the text is run without
``__file__``; so ``rayvision install clarisse`` writes our folder into the line below.

Source: Clarisse 5.0 reference guide, Customizing Clarisse; ClarisseAdd, notes on 5.0 SP14.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

import sys

FOLDER = "{root}/scripts"
if FOLDER not in sys.path:
    sys.path.append(FOLDER)
try:
    import rayvision_in_clarisse

    rayvision_in_clarisse.show_menu()
except Exception as err:  # Clarisse starts with or without us
    print("Rayvision: no menu: %s: %s" % (type(err).__name__, err))
