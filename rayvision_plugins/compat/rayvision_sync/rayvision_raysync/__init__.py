"""The Raysync client's control under its published names; our engines do the moving."""
