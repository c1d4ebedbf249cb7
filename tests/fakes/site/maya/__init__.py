"""Stands in for Maya: answers ``maya.cmds`` from a scene that the file readers have read.

Commands take long flag names only and refuse what Maya refuses: unknown flags (TypeError),
objects and attributes that do not exist (ValueError or RuntimeError).
"""
