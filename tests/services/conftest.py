"""Running emulators of the three services; each is ended with the test that asked for it."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "emulators"))


@pytest.fixture
def chohotech():
    import chohotech as service

    with service.Emulator() as emulator:
        yield emulator


@pytest.fixture
def studio(chohotech):
    """An account at chohotech."""
    from mesh_studio import Studio

    return Studio(chohotech)


@pytest.fixture
def gum(tmp_path):
    """The path of a mesh that is larger than its Draco."""
    import trimesh

    path = tmp_path / "gum.stl"
    trimesh.creation.icosphere(subdivisions=3, radius=12.5).export(path)
    return str(path)


@pytest.fixture
def cube(tmp_path):
    """The path of a box of 1 by 2 by 3."""
    import trimesh

    path = tmp_path / "cube.obj"
    trimesh.creation.box((1, 2, 3)).export(path)
    return str(path)


@pytest.fixture
def octoplant():
    import octoplant as service

    with service.Emulator() as emulator:
        yield emulator


@pytest.fixture
def bimface():
    import bimface as service

    with service.Emulator(by_hand=True) as emulator:
        yield emulator
