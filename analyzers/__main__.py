"""``python -m analyzers SCENE``."""

from __future__ import absolute_import, division, print_function, unicode_literals

import sys

from analyzers.run import main

sys.exit(main())
