"""Distributed simulations: how many slices, of what kind, and which driver saves them.

Source: Renderbus SDK documentation 2020, Houdini task.json, distributedsim_node; scenes with
hq_sim nodes; the number of slices as public submitters count them. Slices are numbered from 0 by
a variable that names of files hold.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from analyzers import tables
from analyzers.houdini import evaluate
from analyzers.houdini.expressions.tuples import path_from
from analyzers.houdini.tablenames import EXPRESSIONS
from analyzers.houdini.words import has, is_one_of, number_of, word


class Slices(object):
    """How a simulation is cut.

    ``number`` is the count of slices or None when it is not known, ``kind`` their word,
    ``control`` the path of the node that controls them, "" without.
    """

    __slots__ = ("number", "kind", "control")

    def __init__(self, number, kind, control):
        self.number = number
        self.kind = kind
        self.control = control


def is_distributed(values, node, rule):
    """Returns whether a driver distributes; one without a switch always does."""
    if rule is None:
        return False
    return all(is_one_of(values, node, name, on) for name, on in rule.get("switch", {}).items())


def slices_of(values, node, rule, scene):
    """Returns the Slices of a node; ``rule`` is the entry ``distributed`` of its row."""
    said = word(values, node, rule["type"])
    kind = rule["types"].get(said, said or rule["single"])
    number = 1
    if kind in rule["slices"]:
        number = _product(values, node, rule["slices"][kind])
    elif "cluster" in rule and kind != rule["single"]:
        number = _clusters(values, node, rule["cluster"], scene)
    return Slices(number, kind, node_path(values, node, rule["control"]))


def node_path(values, node, name):
    """Returns the full path of the node that a parameter names, "" when it names none."""
    text = (word(values, node, name) or "") if has(values, node, name) else ""
    return path_from(node.name, text) if text else ""


def _product(values, node, names):
    product = 1
    for name in names:
        number = number_of(values, node, name)
        if number is None or not 0 <= number < 1e6:
            return None
        product *= max(1, int(number))
    return product


def _clusters(values, node, rule, scene):
    """Returns the clusters that another node has."""
    other = scene.nodes.get(node_path(values, node, rule["node"]))
    return None if other is None else _product(values, other, [rule["parm"]])


def naming(scene, table, take=None, slice=None):
    """Returns an Evaluator for names of files, which keep what only the farm fills in.

    A variable stays as it is, one for which there is no number is "*"; those of wedges and
    clusters count as the scene sets them. ``slice`` is put in for the variable of slices.
    """
    farm = tables.load(EXPRESSIONS)
    known = set(scene.info.get("variables") or ()) | set(scene.info.get("local_variables") or ())
    own = [table["slice_variable"], table["layer_variable"]]
    kept = own + [name for name in farm["farm"]["variables"] if name not in known]
    given = dict.fromkeys(farm["wild"]["variables"], "*")
    given.update((name, "\\$" + name) for name in kept)
    if slice is not None:
        given[table["slice_variable"]] = "%d" % slice
    return evaluate.of(scene, take, given)
