"""What a DCC loads: Python 2.7 to 3.13, standard library only, thin.

It reaches the submitter through a process of its own (``pipe``), never by import.
"""
from __future__ import absolute_import, division, print_function, unicode_literals
