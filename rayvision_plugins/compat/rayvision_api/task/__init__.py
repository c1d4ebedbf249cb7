"""A task before it is sent: checked by ``check``, described by ``handle``."""
