"""Houdini: scenes of .hip, .hipnc and .hiplc, from the file or from the open scene."""
