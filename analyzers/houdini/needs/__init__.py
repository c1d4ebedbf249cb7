"""The files that a scene needs: of nodes, of libraries, of what the job itself makes."""
