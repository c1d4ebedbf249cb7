"""What comes back from a service: its body, a file, or an error without any secret in it."""

from __future__ import annotations

import contextlib
import os
import pathlib
import urllib.parse
import zlib
from collections.abc import Iterator

import requests
import urllib3

from rayvision_plugins import retry, wire
from rayvision_plugins.errors import AnswerTooLarge, BadAnswer, ConnectionFailed, TransferFailed

LONGEST_WAIT = 60.0
"""Seconds that a server may ask for before the next try."""

_BLOCK = 256 * 1024


def host(url: str) -> str:
    """Returns host and port of an address, "" when it is none; never user or password."""
    parts = _parts(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.host}{port}" if parts.host and parts.scheme in ("http", "https") else ""


def secure(url: str) -> bool:
    """Returns whether an address is one with TLS."""
    return _parts(url).scheme == "https"


def _parts(url: str) -> urllib3.util.Url:
    # as the request itself reads it: urllib.parse takes https://a\\@b for a host b
    try:
        return urllib3.util.parse_url(url)
    except (urllib3.exceptions.LocationParseError, UnicodeError):
        return urllib3.util.Url()


def wait(response: requests.Response) -> float:
    """Returns the seconds that a server asks for, LONGEST_WAIT at most."""
    headers = response.headers
    asked = retry.asked(headers.get("Retry-After", ""), headers.get("Date", ""))
    return min(asked or 0.0, LONGEST_WAIT)


def elsewhere(response: requests.Response) -> str:
    """Returns the address that a redirect names, "" when it is none."""
    try:
        return urllib.parse.urljoin(response.url, response.headers["Location"])
    except ValueError:
        return ""


def silent(about: str, url: str, err: Exception, untrusted: str = "") -> ConnectionFailed:
    """Returns the error for a request without an answer; the cause would show the request."""
    reason = wire.reason(err)
    return ConnectionFailed(
        about,
        host(url),
        reason,
        sent=not wire.never_left(err),
        lasting=wire.lasting(err),
        hint=(untrusted if reason == wire.UNTRUSTED else "")
        or "is its address right and this machine online?",
    )


def bad(about: str, response: requests.Response, reason: str) -> BadAnswer:
    """Returns the error for an answer that is not the service's."""
    err = BadAnswer(about, host(response.url), response.status_code, reason)
    err.wait = wait(response)
    return err


def body(about: str, response: requests.Response) -> bytes:
    """Returns the body of an answer of the API.

    Raises:
        ConnectionFailed, BadAnswer: it is cut, too large or packed in a way nobody asked for.
    """
    try:
        return wire.body(response)
    except AnswerTooLarge as err:
        raise bad(about, response, str(err)) from None
    except requests.exceptions.ContentDecodingError:
        raise bad(about, response, "and cannot be unpacked") from None
    except (OSError, urllib3.exceptions.HTTPError) as err:
        raise silent(about, response.url, err) from None


def written(response: requests.Response, target: str) -> Iterator[int]:
    """Writes a body to its file and yields the bytes so far; nothing stays of a broken one.

    Raises:
        TransferFailed: it was cut, which passes, or the disk does not take it.
    """
    tag = zlib.crc32(os.fsencode(target))  # the name itself may be 255 bytes long already
    part = pathlib.Path(target).with_name(f".{tag:08x}.{os.getpid()}.part")
    packed = response.headers.get("Content-Encoding", "identity") != "identity"
    length = "" if packed else response.headers.get("Content-Length", "")
    done = 0
    try:
        with part.open("wb") as stream:
            for block in response.iter_content(_BLOCK):
                stream.write(block)
                done += len(block)
                yield done
        if length.isdecimal() and done != int(length):
            raise TransferFailed(
                target, f"the download was cut after {done} of {length} bytes", retry=True
            )
        os.replace(part, target)
    except (requests.RequestException, urllib3.exceptions.HTTPError) as err:
        raise TransferFailed(target, "the download was cut", retry=True) from err
    except OSError as err:
        raise TransferFailed(target, err.strerror or str(err)) from err
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
