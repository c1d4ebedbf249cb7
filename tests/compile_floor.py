"""Compiles a copy of the given folders with the running Python: the floor is 2.7's grammar."""
from __future__ import absolute_import, division, print_function, unicode_literals

import compileall
import os
import shutil
import sys
import tempfile

copy = tempfile.mkdtemp()
try:
    done = True
    for folder in sys.argv[1:]:
        target = os.path.join(copy, os.path.basename(folder))
        shutil.copytree(folder, target)
        done = compileall.compile_dir(target, quiet=1) and done
finally:
    shutil.rmtree(copy)
sys.exit(0 if done else 1)
