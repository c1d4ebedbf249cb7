"""Log files, once a script asks for one: the standard ``logging``, a folder and a format.

Nothing is set up until ``init_logger`` or ``set_up_logger`` is called. The file is
``log_folder/log_name``, else it lies under RAYVISION_LOG_ROOT, else in the documented folder of
the system. The default configuration is ``data/compat/log.json``.

Differs: handlers are added, those of the script stay open; the root logger takes ours only
where it has none. DEBUG is for the package that asked and for ours, which log no key, header
or signature; other packages write from INFO on. Nothing is written to the console, and the
name of this machine is not looked up in the network. A second call for the same name replaces
what the first one added.
"""

import copy
import getpass
import logging
import logging.config
import os
import pathlib
import platform

from rayvision_plugins.profiles import read_table

LOG = logging.getLogger("rayvision_log")


def logger_of(name, logger=None, log_folder=None, log_name=None, log_level="DEBUG"):
    """Returns a script's own logger, else the one called ``name``.

    That one gets a file, and ``log_level``, where a folder or a name for it is given.
    """
    if not logger and (log_folder or log_name):
        level = log_level.upper() if isinstance(log_level, str) else log_level
        init_logger(name, log_folder, log_name).setLevel(level)
    return logger or logging.getLogger(name)


def init_logger(app_name, log_folder=None, log_name=None):
    """Returns the logger ``app_name`` after giving it a file.

    A file that cannot be had is a warning: a script does not end for want of a log.
    """
    config = get_default_log_config()
    try:
        return set_up_logger(app_name, config, log_folder=log_folder, log_name=log_name)
    except (OSError, ValueError, KeyError, RuntimeError) as err:  # the last two: of a nameless user
        LOG.warning("no log file for %s: %s", app_name, err)
        return logging.getLogger(app_name)


def get_default_log_config():
    """Returns the default configuration, a ``logging.config`` dict of the caller's own."""
    return read_table("compat/log.json")["config"]


def update_config(config):
    """Returns the default configuration with what ``config`` says in its place."""
    return _merged(get_default_log_config(), config)


def set_up_logger(app_name, log_config, use_orginal=False, log_folder=None, log_name=None):
    """Returns the logger ``app_name`` after adding the handlers that ``log_config`` describes.

    With ``use_orginal`` the configuration counts as it is; else the default one fills its gaps
    and its handler ``file`` writes to the documented place.

    Raises:
        OSError: the folder or file cannot be made.
        ValueError: ``log_config`` cannot be used, as ``logging.config`` says.
    """
    config = copy.deepcopy(log_config) if use_orginal else update_config(log_config)
    if not use_orginal:
        path = _file(app_name, log_folder, log_name)
        path.parent.mkdir(parents=True, exist_ok=True)
        config["handlers"]["file"]["filename"] = str(path)
        config["loggers"].setdefault(app_name, {"level": "DEBUG"})
    _attach(app_name, config)
    return logging.getLogger(app_name)


def _file(app_name, log_folder, log_name):
    """Returns the path of the log file."""
    table = read_table("compat/log.json")
    if log_folder:
        folder = pathlib.Path(log_folder)
    elif os.environ.get(table["root"]):
        folder = pathlib.Path(os.environ[table["root"]]) / getpass.getuser()
    else:
        pattern = table["folders"].get(platform.system(), table["folders"][""])
        user = getpass.getuser()
        folder = pathlib.Path(pattern.format(app=app_name, user=user)).expanduser()
    name = str(log_name or platform.node() or "localhost")
    return folder / (name if name.endswith(".log") else name + ".log")


def _merged(base, changes):
    """Returns ``base`` with ``changes``, dicts within dicts joined."""
    both = {
        key: _merged(base[key], value)
        if isinstance(value, dict) and isinstance(base.get(key), dict)
        else copy.deepcopy(value)
        for key, value in changes.items()
    }
    return {**base, **both}


def _attach(app_name, config):
    """Makes the handlers of ``config`` and adds them to its loggers.

    ``dictConfig`` itself would close the handlers of everybody else.
    """
    made = logging.config.DictConfigurator(config)
    build = {"formatters": made.configure_formatter, "handlers": made.configure_handler}
    for kind, one in build.items():
        rows = made.config.get(kind, {})
        for name in rows:
            rows[name] = one(rows[name])
    handlers = made.config.get("handlers", {})
    for name, handler in handlers.items():
        handler.set_name(f"{app_name}:{name}")
        for logger in (logging.getLogger(), logging.getLogger(app_name)):
            _drop(logger, handler.get_name())
    taken = bool(logging.getLogger().handlers)
    loggers = dict(made.config.get("loggers", {}))
    if "root" in config:
        loggers[""] = config["root"]
    for name, row in loggers.items():
        logger = logging.getLogger(name or (app_name if taken else None))
        if not (taken and not name):
            logger.setLevel(row.get("level", logging.NOTSET))
        for key in row.get("handlers", ()):
            logger.addHandler(handlers[key])


def _drop(logger, name):
    """Removes and closes the handler ``name``, where there is one."""
    for handler in [one for one in logger.handlers if one.get_name() == name]:
        logger.removeHandler(handler)
        handler.close()
