"""What an object store or a folder holds: asked by listing, object by object where need be.

Buckets keep the digest of a file (xxh3_128 in hex) as metadata beside it. Folders keep none:
there the file is read. What was seen once is not asked again (seen.py).
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from rayvision_plugins.transfer.digest import digest_of
from rayvision_plugins.transfer.engine import Transfer
from rayvision_plugins.transfer.store.bucket import Bucket
from rayvision_plugins.transfer.store.seen import Seen

_BLOCK = 1 << 20
_IS_MD5 = re.compile("[0-9a-f]{32}").fullmatch


class Object(NamedTuple):
    """An object as a store describes it; ``etag`` changes with its content."""

    size: int
    etag: str


class Objects:
    """The objects of one bucket or folder, by key: ``<bid>/<path>``.

    Every question raises TransferFailed when the store cannot be asked.
    """

    def __init__(self, bucket: Bucket, seen: Seen) -> None:
        self._bucket = bucket
        self._seen = seen

    @functools.cached_property
    def store(self) -> Any:
        """What obstore calls the store.

        Raises:
            ConfigError: it cannot be opened.
        """
        return self._bucket.open()

    def ask(self, bid: str) -> None:
        """Asks the store for a storage, to learn whether it is there and answers.

        Raises:
            ConfigError: it cannot be opened.
            TransferFailed: it does not answer, or refuses to.
        """
        import obstore

        store = self.store
        with self._bucket.told():
            if not self._bucket.folder:
                next(iter(obstore.list(store, bid)), None)

    def within(self, folder: str) -> dict[str, Object]:
        """Returns the objects of one folder, none of those below it."""
        import obstore

        with self._bucket.told():
            try:
                rows = obstore.list_with_delimiter(self.store, folder)["objects"]
            except ValueError:  # a name that no store takes is in none
                return {}
            return {row["path"]: _object(row) for row in rows}

    def below(self, prefix: str) -> dict[str, Object]:
        """Returns the objects in and below a folder, or the one at ``prefix`` itself."""
        found = self._listed(prefix)
        parents = {key[: at.start()] for key in found for at in re.finditer("/", key)}
        for marker in [key for key in found if key in parents and not found[key].size]:
            del found[marker]  # an empty object that some programs keep for a folder
        if not found and (there := self.at(prefix)):
            found[prefix] = there
        return found

    def _listed(self, prefix: str) -> dict[str, Object]:
        import obstore

        found: dict[str, Object] = {}
        with self._bucket.told():
            for rows in obstore.list(self.store, prefix, chunk_size=1000):
                before = len(found)
                for row in rows:
                    if row["path"].startswith(f"{prefix}/"):  # a store may say anything
                        found[row["path"]] = _object(row)
                if len(found) == before:
                    break  # the same again, or what nobody asked for: it would never end
        return found

    def at(self, key: str) -> Object | None:
        """Returns what lies at ``key``, and sees its digest where the store keeps it."""
        import obstore

        store = self.store
        with self._bucket.told(key):
            try:
                if self._bucket.folder and not os.path.isfile(self._path(key)):
                    return None
                answer = obstore.get(store, key, options={"head": True})
            except (FileNotFoundError, ValueError):  # a name that no store takes is in none
                return None
            except obstore.exceptions.GenericError:
                if not self._bucket.folder:
                    raise
                return None  # nor one that a folder cannot have; put() says why
            there = _object(answer.meta)
            digest = answer.attributes.get(self._bucket.names["digest"], "")
        if not self._bucket.folder:
            self._seen.add(key, *there, digest)
        return there

    def digest(self, key: str, there: Object) -> str | None:
        """Returns the digest of an object, "" when nobody knows it, None when it is gone."""
        digest = self._seen.digest(key, *there) if there.etag else None
        if digest is not None:
            return digest
        if not self._bucket.folder:
            now = self.at(key)
            return self._seen.digest(key, *now) if now else None
        path = self._path(key)
        if not os.path.isfile(path):  # a pipe that is opened waits for ever
            return None
        try:
            digest = digest_of(path)
        except OSError:
            return None
        self._seen.add(key, *there, digest)
        return digest

    def holds(self, row: Transfer, key: str, there: Object | None = None) -> bool:
        """Returns whether exactly this content lies at ``key``; ``there`` is what was listed."""
        there = there or self.at(key)
        if there is None or there.size != row.size:
            return False
        digest = self.digest(key, there)
        if digest != "":
            return digest == row.digest
        # sent by another program: the ETag of an object in one part is its MD5 (Amazon S3 API)
        return bool(_IS_MD5(there.etag)) and _md5(row.local) == there.etag

    def put(self, key: str, size: int, digest: str, body: Any, **options: Any) -> None:
        """Puts one object, whole or not at all; ``options`` as obstore.put takes them."""
        import obstore

        if not self._bucket.folder:  # obstore has no metadata for folders
            options["attributes"] = {self._bucket.names["digest"]: digest}
        with self._bucket.told(key):
            etag = _tag(obstore.put(self.store, key, body, **options)["e_tag"])
        self._seen.add(key, size, etag, digest)

    def opened(self, key: str, offset: int) -> tuple[Any, Object, int]:
        """Returns what follows ``offset``, as obstore gives it, of which object, and from where.

        A store without ranges begins at 0.
        """
        import obstore

        with self._bucket.told(key):
            if offset:
                try:
                    options: Any = {"range": {"offset": offset}}
                    answer = obstore.get(self.store, key, options=options)
                    return answer, _object(answer.meta), offset
                except obstore.exceptions.GenericError:
                    pass
            answer = obstore.get(self.store, key)
            return answer, _object(answer.meta), 0

    def blocks(self, key: str, answer: Any, size: int) -> Iterator[memoryview]:
        """Yields what ``opened`` answered, at least ``size`` bytes at a time but the last."""
        stream = answer.stream(min_chunk_size=size)
        while True:
            with self._bucket.told(key):
                block = next(stream, None)
            if block is None:
                return
            yield memoryview(block)

    def _path(self, key: str) -> str:
        return os.path.join(self._bucket.folder, *key.split("/"))


def _object(row: Any) -> Object:
    return Object(row["size"], _tag(row["e_tag"]))


def _tag(etag: str | None) -> str:
    return (etag or "").strip('"')  # some stores quote it in one answer and not in the other


def _md5(path: str) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    try:
        with open(path, "rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()
