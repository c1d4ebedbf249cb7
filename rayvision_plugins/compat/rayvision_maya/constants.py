"""The name of this package."""

PACKAGE_NAME = "rayvision_maya"
