"""What parameters say, as words and numbers, and the rows of drivers in their table."""

from __future__ import absolute_import, division, print_function, unicode_literals

from analyzers.houdini.expressions.values import SWITCH


def row_of(key, table):
    """Returns the row of "Category/type", with what it shares with another row, or None."""
    row = table["drivers"].get(key)
    if row is not None and "like" in row:
        other = dict(table["drivers"][row["like"]])
        other.update((name, value) for name, value in row.items() if name != "like")
        return other
    return row


def has(values, node, name):
    """Returns whether a node has a parameter, by the name of the tuple or of a component."""
    return values.tuples.find(node, name) is not None


def word(values, node, name):
    """Returns what a menu, a toggle or a number says, as text; None without such a parameter."""
    if not has(values, node, name):
        return None
    text = values.text(node, name).value
    return "" if text is None else text.strip()


def number_of(values, node, name):
    """Returns a number, as it was saved where it cannot be worked out; None when not known."""
    if not has(values, node, name):
        return None
    found = values.number(node, name)
    return found.value if found.trusted else None


def is_one_of(values, node, name, words):
    """Returns whether a parameter has one of these words; "on" and "off" mean its switch."""
    found = word(values, node, name)
    if found is None or found in words:
        return found is not None
    return ("on" in words and is_true(found)) or ("off" in words and is_true(found) is False)


def is_true(text):
    """Returns what a switch says, None where the text is none of a switch."""
    if not text or text in SWITCH:
        return bool(SWITCH.get(text))
    try:
        return float(text) != 0
    except ValueError:
        return None


def holds(values, node, row, number=""):
    """Returns whether the conditions ``if`` and ``unless`` of a row hold for a node."""
    number = "%s" % number
    return all(
        is_one_of(values, node, name.replace("#", number), words)
        for name, words in row.get("if", {}).items()
    ) and not any(
        is_one_of(values, node, name.replace("#", number), words)
        for name, words in row.get("unless", {}).items()
    )
