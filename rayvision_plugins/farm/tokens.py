"""Storage tokens: one a storage, valid for a day, handed out by the transfer configuration only."""

import dataclasses
import hashlib
import hmac

from rayvision_plugins.farm.errors import StorageRefused

HOURS = 24


@dataclasses.dataclass(frozen=True, slots=True)
class Tokens:
    """Makes and checks tokens; ``secret`` is random and kept in the state of the farm."""

    secret: bytes = dataclasses.field(repr=False)

    def issue(self, bid: str, now: float) -> tuple[str, int]:
        """Returns (token, milliseconds since the epoch when it ends) for the storage ``bid``."""
        expires = int((now + HOURS * 3600) * 1000)
        return f"{bid}.{expires}.{self._mac(bid, expires)}", expires

    def password(self, name: str) -> str:
        """Returns what is secret and always the same under this name, as 40 hexadecimal digits."""
        return hmac.digest(self.secret, name.encode(), hashlib.sha256).hex()[:40]

    def check(self, bid: str, token: str, now: float) -> None:
        """Returns when ``token`` opens the storage ``bid``.

        Raises:
            StorageRefused: 401 for a wrong or expired token, 403 for that of another storage.
        """
        own, _, rest = token.partition(".")
        text, _, mac = rest.partition(".")
        if not (text.isascii() and text.isdigit() and len(text) < 20):
            raise StorageRefused(401, "a token of the transfer configuration is needed")
        if not hmac.compare_digest(
            self._mac(own, int(text)).encode(), mac.encode("utf-8", "replace")
        ):
            raise StorageRefused(
                401, "the token is not one of this farm; ask for the transfer configuration again"
            )
        if int(text) < now * 1000:
            raise StorageRefused(
                401, "the token has expired; ask for the transfer configuration again"
            )
        if own != bid:
            raise StorageRefused(403, f"the token is for storage {own}, not for {bid}")

    def _mac(self, bid: str, expires: int) -> str:
        return hmac.digest(
            self.secret, f"{bid}.{expires}".encode("utf-8", "replace"), hashlib.sha256
        ).hex()
