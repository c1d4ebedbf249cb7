"""``maya.api`` of the stand-in."""
