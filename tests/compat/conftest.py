"""The compat packages as a script finds them, and accounts at embedded farms for them."""

import importlib.util
import pathlib

import pytest

ROOT = pathlib.Path(__file__).parent.parent.parent
COMPAT = ROOT / "rayvision_plugins" / "compat"


def farm_fixtures():
    """Returns the module of the farm's own fixtures, which lies in another room."""
    spec = importlib.util.spec_from_file_location("farms", ROOT / "tests/farm/conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FARMS = farm_fixtures()
farm_process, farm_on, maya = FARMS.farm_process, FARMS.farm_on, FARMS.maya_fixture


@pytest.fixture(scope="session", autouse=True)
def compat_path():
    """Puts the packages on the path, as ``rayvision compat enable`` does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(COMPAT))
        yield COMPAT


@pytest.fixture(autouse=True)
def own_home(monkeypatch, tmp_path):
    """Keeps settings, records and default folders of the person who runs the tests out of it."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    for name in ("ACCESS_ID", "KEY"):
        monkeypatch.delenv(f"RAYVISION_API_{name}", raising=False)
    for name in ("FARM", "DOMAIN", "PROTOCOL", "PLATFORM", "ACCOUNT", "LOG", "LOG_ROOT"):
        monkeypatch.delenv(f"RAYVISION_{name}", raising=False)
    monkeypatch.setenv("RAYVISION_HOME", str(home / "rayvision"))
    monkeypatch.setenv("RAYVISION_POLL", "0.1")
    return home


@pytest.fixture
def farm(farm_on, tmp_path):
    """A running farm of this test alone, of the kind that the published SDK speaks to."""
    return farm_on(tmp_path / "farm", "current").start()


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """A running farm of the same kind that tests share when they do not look at all of it."""
    running = FARMS.FarmProcess(tmp_path_factory.mktemp("shared"), "current").start()
    yield running
    code, log, _ = running.stop()
    assert code == 0, log


@pytest.fixture(scope="session")
def account():
    """Returns a function that gives the arguments of RayvisionAPI for a farm."""

    def arguments(farm, **more):
        return {
            "access_id": farm.account["access_id"],
            "access_key": farm.account["access_key"],
            "domain": farm.domain,
            "platform": "2",
            "protocol": "http",
            **more,
        }

    return arguments


@pytest.fixture
def api(farm, account):
    """RayvisionAPI of ``farm``."""
    from rayvision_api import RayvisionAPI

    return RayvisionAPI(**account(farm))
