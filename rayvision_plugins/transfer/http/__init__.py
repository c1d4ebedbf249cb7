"""The engine for storages that speak our own little protocol, such as the embedded farm's.

The protocol, on one page; every name in it stands in ``data/storage.json``, whose keys are in
quotes here. A storage is called by its bid. The farm's transfer configuration (getConfig) names
the server and gives a token for each bid; every request carries the token of its bid. 401 means
that it expired: the configuration is asked for again. Paths are UTF-8, percent-encoded, steps
between "/"; none may be empty, "." or "..". Digests are the xxh3_128 of a content in hex. An
answer that refuses holds {"message": one line}.

- ``HEAD "file"``: how much is here ("offset"), of how much ("length"), whether that is the
  whole file ("complete"), and then its "digest".
- ``PUT "file"`` with "offset", "length" and "digest" of the whole: goes on where an attempt broke
  off; "claim" may come along, with a pack too. 201 when the last byte came and the digest is
  right: only then the file takes its place. 200 when bytes are missing still, 409 with the
  "offset" to go on from, 408 when no bytes came for a while; nothing is kept after 422, when the
  digest is wrong, and 507, when the disk is full.
- ``GET "file"``, with ``Range`` to go on inside it; the "digest" comes along.
- ``GET "folder"`` with "prefix" in the query: {"files": [{path, size, digest, mtime}]}, by path.
- ``POST "folder"`` with {"files": [{path, size, digest}]}: {"missing": [path]}, those of which it
  does not hold exactly this content. At most 10,000 rows. With "claim", a text "run.number",
  they are claimed: {"missing": those this sender is to send now, "coming": those that another
  run is about to send}. The claim ends with the PUT that names it, or after 30 s without one.
- ``PUT "pack"``: many files in one body, each shorter than "packed_below" bytes. A file is a
  "record" (a struct: bytes of the path, bytes of the content, digest), its path, its content.
  Each is checked before it takes its place. {"stored": count, "failed": [{path, status,
  message}]}: a file that is refused spoils no other, and when the connection breaks those that
  had come as a whole stay.
- ``POST "pack"`` with {"files": [{path}]}: a body of the same records; what is not there, or
  too long for a pack, is left out. At most 10,000 rows.
- ``GET "changes"`` with "since" in the query: {"mark": text for now, "paths": [path]}, what was
  replaced or lost since the mark of an earlier answer; paths is null when that mark is none of
  this storage's, and the sender has to ask about every file.

429 and 503 may say in "wait" after how many seconds, or at which date, to come again.
"""

from rayvision_plugins.transfer.http.engine import ENGINE, HttpEngine

__all__ = ["ENGINE", "HttpEngine"]
