"""The size of the pictures of a driver: its own, or that of its camera with what it overrides.

Source: scenes of Houdini 12 to 21; scale tables of Redshift and Octane: public submitters.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from fractions import Fraction

from analyzers.houdini.words import has, is_one_of, number_of, word


def size_of(values, node, row, table, camera=None, settings=None):
    """Returns (width, height) in pixels, or None.

    ``camera`` is the Operator of the camera, ``settings`` that of the render settings which
    hold what the driver leaves open. ``values`` is the Evaluator of the driver's take.
    """
    rule = table["sizes"].get(row.get("size"))
    if rule is None:
        return None
    if rule.get("is_own"):
        return own_size(values, node, rule["size"])
    base = own_size(values, node, rule.get("own", ()))
    if base is None and settings is not None:
        base = own_size(values, settings, table["sizes"]["resolution"]["size"])
    if base is None and camera is not None:
        base = own_size(values, camera, [table["camera"]["size"]])
    if "mode" in rule:
        return _by_mode(values, node, rule, base)
    switch = next((name for name in rule["switch"] if has(values, node, name)), None)
    if switch is None or not is_one_of(values, node, switch, rule.get("words", ["on"])):
        return base
    scale = rule.get("scale")
    if (
        scale is None
        or not has(values, node, scale)
        or is_one_of(values, node, scale, rule["specific"])
    ):
        return own_size(values, node, rule["size"])
    return _scaled(base, factor(word(values, node, scale), rule))


def _by_mode(values, node, rule, base):
    mode = word(values, node, rule["mode"])
    if mode in rule["specific"]:
        return own_size(values, node, rule["size"])
    if mode in rule["scale_mode"]:
        return _scaled(base, factor(word(values, node, rule["scale"]), rule))
    return base


def factor(text, rule):
    """Returns the Fraction that a menu of sizes means, or None.

    A rule may list what its numbers stand for, or count in percent.
    """
    try:
        number = Fraction("%.9g" % float(text))
    except (TypeError, ValueError, OverflowError):
        return None
    if "scales" in rule:
        at = int(number)
        scales = rule["scales"]
        return Fraction(scales[at]) if 0 <= at < len(scales) and scales[at] else None
    return number / 100 if rule.get("percent") else number


def own_size(values, node, names):
    """Returns the size that the first pair of parameters holds which a node has, or None."""
    for pair in names:
        if all(has(values, node, name) for name in pair):
            return _pixels([number_of(values, node, name) for name in pair])
    return None


def _scaled(base, scale):
    if base is None or scale is None:
        return None
    return _pixels([float(side * scale) for side in base])


def _pixels(sides):
    try:
        whole = [int(float(side) + 0.5) for side in sides if side is not None]
    except (TypeError, ValueError, OverflowError):
        return None
    is_size = len(whole) == 2 and all(1 <= side < 1000000 for side in whole)
    return tuple(whole) if is_size else None
