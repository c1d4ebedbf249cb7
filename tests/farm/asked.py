"""The command line inside the tests' own process, at a farm that is running already."""

import json


class Asked:
    """Runs ``rayvision`` commands at ``farm`` and keeps what they printed."""

    def __init__(self, farm, capsys):
        self.farm = farm
        self.capsys = capsys

    def __call__(self, *arguments, code=0):
        """Runs a command whose exit code is ``code``; returns (stdout, stderr)."""
        from rayvision_plugins.cli import main

        self.capsys.readouterr()
        done = main([*map(str, arguments)])
        out, err = self.capsys.readouterr()
        assert done == code, (arguments, done, out, err)
        assert "Traceback" not in err
        return out, err

    def lines(self, *arguments):
        """Returns the lines that a command prints, each as its tab separated texts."""
        return [line.split("\t") for line in self(*arguments)[0].splitlines()]

    def json(self, *arguments, code=0):
        """Returns the one JSON document that a command prints with --json."""
        return json.loads(self(*arguments, "--json", code=code)[0])


def settings(monkeypatch, farm, home):
    """Sets the environment so that commands reach ``farm`` as a remote one."""
    for name, value in {
        "HOME": home,
        "FARM": farm.profile.name,
        "DOMAIN": farm.domain,
        "PROTOCOL": "http",
        "PROXY": "none",
        "API_ACCESS_ID": farm.account["access_id"],
        "API_KEY": farm.account["access_key"],
    }.items():
        monkeypatch.setenv(f"RAYVISION_{name}", str(value))
    monkeypatch.delenv("RAYVISION_LANGUAGE", raising=False)
    monkeypatch.delenv("RAYVISION_ACCOUNT", raising=False)
