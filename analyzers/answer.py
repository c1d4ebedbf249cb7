"""The machine-readable answer of an analysis: one JSON object, the same for all DCCs.

Described by ``data/schemas/analysis.schema.json``. What is not known is null.
"""

from __future__ import absolute_import, division, print_function, unicode_literals

from collections import OrderedDict


def build(analysis):
    """Returns the answer of an analyze.Analysis."""
    scene, passes = analysis.scene, analysis.passes
    enabled = [row for row in passes if row.enabled] or passes
    first = enabled[0] if enabled else None
    facts = getattr(analysis.rules, "facts", lambda scene: {})(scene)
    return OrderedDict(
        [
            ("scene", scene.path),
            ("dcc", scene.dcc),
            ("reader", scene.reader),
            ("version", scene.version),
            ("fps", scene.fps),
            ("frames", _range(enabled)),
            ("animation", first.settings.get("animation") if first else None),
            ("renderer", first.renderer if first else None),
            ("size", list(first.size) if first and first.size else None),
            ("facts", facts),
            ("plugins", plugins(scene)),
            ("cameras", analysis.cameras),
            ("passes", [_pass_row(row) for row in passes]),
            ("references", references(scene, getattr(analysis.rules, "below", None))),
            ("files", [file_row(ref) for ref in analysis.files]),
            ("tips", analysis.tips.rows()),
            ("gaps", list(OrderedDict.fromkeys(scene.gaps))),
        ]
    )


def _range(passes):
    """Returns {start, end, step} over all enabled passes; step is null where they differ."""
    frames = [row.frames for row in passes if row.frames]
    if not frames:
        return None
    parts = [part for row in frames for part in row.parts]
    steps = set(part[2] for part in parts)
    return {
        "start": min(part[0] for part in parts),
        "end": max(part[1] for part in parts),
        "step": steps.pop() if len(steps) == 1 else None,
    }


def _pass_row(row):
    return OrderedDict(
        [
            ("name", row.name),
            ("kind", row.kind),
            ("type", row.settings.get("type")),
            ("renderer", row.renderer),
            ("cameras", list(row.cameras)),
            ("frames", row.frames.text if row.frames else None),
            ("size", list(row.size) if row.size else None),
            ("outputs", list(row.outputs)),
            ("enabled", row.enabled),
            ("reason", row.settings.get("reason")),
            ("waits_for", list(row.settings.get("waits_for", ()))),
        ]
    )


def plugins(scene):
    """Returns [{name, version, used}]: used when a node of a type it brings exists.

    Null when the scene does not say which types a plug-in brings.
    """
    return [
        OrderedDict(
            [
                ("name", row.name),
                ("version", row.version),
                ("used", any(kind in scene.types for kind in row.types) if row.types else None),
            ]
        )
        for row in scene.plugins
    ]


def references(scene, below=None):
    """Returns a row per reference at every depth, in the order of the scenes.

    ``below`` makes the full name of a node of (name, namespace) where the DCC does more than
    put one before the other.
    """
    rows = []
    for part, namespace, via in scene.tree():
        for row in part.references:
            rows.append(
                OrderedDict(
                    [
                        ("path", row.path),
                        ("node", below(row.node, namespace) if below else namespace + row.node),
                        ("loaded", row.loaded),
                        ("depth", len(via) + row.depth),
                        ("resolved", row.resolved),
                        ("found", row.found),
                    ]
                )
            )
    return rows


def file_row(ref):
    """Returns a scene.FileRef as a row of ``files``."""
    return OrderedDict(
        [
            ("path", ref.path),
            ("resolved", ref.resolved),
            ("node", ref.node),
            ("node_type", ref.node_type),
            ("attr", ref.attr),
            ("where", ref.where),
            ("role", ref.role),
            ("pattern", ref.pattern),
            ("found", len(ref.found)),
            ("missing", list(ref.missing)),
            ("via", list(ref.via)),
        ]
    )
