"""Clarisse projects as text, for tests that need one and want to change one thing of it."""

from __future__ import absolute_import, division, print_function, unicode_literals

from scene_text import full, put

from analyzers import tables
from analyzers.analyze import analyze
from analyzers.clarisse import project

HEAD = """#Isotropix_Serial_Version 1.2

#Isotropix_Clarisse_Version 5
#Isotropix_Clarisse_Project_Version 0.98
// Synthetic: written for a test.
"""
IMAGE = """    CameraPerspective {
        name "camera"
    }
    Image {
        name "image"
        layers ".key"
        first_frame 1
        last_frame 5
        embedded_objects {
            Layer3d {
                name "key"
                active_camera "camera"
            }
        }
    }
"""
END = """#preferences {
    categories {
        animation {
            frames_per_second 25
            start_frame 1
            end_frame 10
        }
    }
}
"""


def texture(value, name="t", kind="TextureMapFile"):
    """Returns an object whose ``filename`` is written as ``value``."""
    return '    %s {\n        name "%s"\n        filename %s\n    }\n' % (kind, name, value)


def text(body="", image=IMAGE, end=END, head=HEAD):
    """Returns a whole project with one image, one layer and ``body`` in its context."""
    return head + 'Context "scene" {\n' + image + body + "}\n" + end


def read(folder, content, name="shot.project"):
    """Writes a project and returns its Scene."""
    path = put(full(folder) + "/" + name, content)
    return project.read(path, tables.load("clarisse/nodes.json"))


def analysis(folder, content, name="shot.project", **words):
    """Writes a project and returns its Analysis."""
    path = put(full(folder) + "/" + name, content)
    words.setdefault("environment", {})
    return analyze(path, **words)


def codes(found):
    """Returns the codes of the tips of an Analysis."""
    return set(row["code"] for row in found.answer()["tips"])
