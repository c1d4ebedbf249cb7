"""Commands, files and errors that the analyzers share, under the names of the vendor's SDK."""

from rayvision_plugins.compat import needed

needed("rayvision_utils")
