"""Files that name other files: one small module per format, and the walk that strings them.

``formats.json`` says which module reads which suffix and what each format's node types and
attributes mean. A module has ``read(path, table) -> rows.Reading`` and nothing else that is
public: it opens one file, in blocks, executes nothing, raises only IOError, and says in
``problems`` what it could not read. ``walk.follow`` does the looking up and the recursion.
"""
