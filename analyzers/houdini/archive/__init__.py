"""The parts of a scene file: containers, members, and what stands in each."""
