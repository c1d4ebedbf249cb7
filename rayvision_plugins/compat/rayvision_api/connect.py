"""Calls of one account to one farm, all through ``rayvision_plugins.client``.

What is called by name goes through ``asked``, which every operator uses; ``post`` finds the
operation by its address.

Differs: only what may be repeated is tried again, as our client does it, and nothing that was
refused; fields and answers are checked whatever ``validator`` says; an address that no deployment
knows is refused before anything is sent, one of another deployment reaches the same operation
here; what is logged holds no header and no body. A farm that is not known by its domain is
spoken to as RAYVISION_FARM says, else as the newest published one.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json

import requests
from rayvision_api.exception import (
    CODES,
    MissingCredential,
    RayvisionError,
    conversion,
)
from rayvision_api.url import TABLE, ApiUrl, assemble_api_url

from rayvision_plugins import config, connect, errors, profiles
from rayvision_plugins.services.renderbus import Renderbus


class Connect:
    """A signed way to a farm; ``service`` is ours, whose errors ``asked`` turns into these.

    Raises:
        MissingCredential: there is no access id or no key.
        RayvisionError: a setting is wrong.
    """

    def __init__(
        self,
        access_id,
        access_key,
        protocol,
        domain,
        platform,
        headers=None,
        session=None,
        logger=None,
        timeout=None,
    ):
        self.logger = logger
        self.url = ApiUrl
        self.timeout = timeout
        both = timeout if isinstance(timeout, (tuple, list)) else (None, timeout)
        with conversion():
            given = {
                "access_id": access_id or None,
                "access_key": access_key or None,
                "protocol": protocol,
                "domain": domain,
                "platform": platform,
                "connect_timeout": both[0],
                "read_timeout": both[1],
            }
            self.settings, where = _place(given)
            client = connect.client(self.settings, where)
        if session is not None:
            client.session = session
        if headers:
            client.profile = client.signature.profile = _wearing(client.profile, headers)
        self.service = Renderbus(client)

    @property
    def domain(self):
        """The host, as the farm knows it."""
        return self.service.client.domain

    @property
    def protocol(self):
        return self.service.client.protocol

    @property
    def platform(self):
        return self.service.client.signature.platform

    @property
    def access_id(self):
        return self.service.client.signature.credentials.access_id

    @property
    def headers(self):
        """The headers of a request; what belongs to a single one is empty."""
        profile, names = self.service.client.profile, self.service.client.profile.signing
        given = {names["access_id"]: self.access_id, names["platform"]: self.platform}
        return {**dict.fromkeys(names.values(), ""), **profile.headers, **given}

    @contextlib.contextmanager
    def asked(self):
        """Yields the service; what fails meanwhile becomes the documented error."""
        with conversion(self._address):
            yield self.service

    def post(self, api_url, data=None, validator=True):
        """Returns the data that an operation answers; ``api_url`` as in ``ApiUrl``."""
        with self.asked() as service:
            found, endpoint = self._endpoint("/" + api_url.lstrip("/"))
            fields = {wire: field for field, wire in endpoint.wire.items()}
            named = {fields.get(name, name): value for name, value in (data or {}).items()}
            return service.client.call(found, **named)

    def _handle_headers(self, api_url, data):
        """Returns the headers of one request, signed now."""
        client = self.service.client
        address = assemble_api_url(self.domain, api_url, self.protocol)
        request = requests.Request("POST", address, data=json.dumps(data or {}))
        request.auth = client.signature
        signed = request.prepare().headers
        return {name: signed[name] for name in self.headers}

    def _endpoint(self, path):
        """Returns an operation by its address here, else by that in another deployment."""
        others = map(profiles.load, profiles.known())
        for profile in (self.service.client.profile, *others):
            for name, endpoint in profile.endpoints.items():
                if endpoint.path == path:
                    return name, endpoint
        raise RayvisionError(CODES["python"], f"no farm has an operation at {path}")

    def _address(self, err):
        """Returns the address of the operation that failed, empty where it was none."""
        endpoint = self.service.client.profile.endpoints.get(getattr(err, "endpoint", ""))
        return assemble_api_url(self.domain, endpoint.path, self.protocol) if endpoint else ""


def _place(given):
    """Returns the settings and the farm they mean."""
    settings = config.Settings(given)
    for name in ("access_id", "access_key"):
        if not settings.text(name):
            variable = profiles.read_table("settings.json")[name]["variable"]
            said = f"there is no {name}: give it, or set {variable}"
            raise MissingCredential(CODES["login"], said, given["domain"])
    try:
        return settings, connect.place(settings)
    except errors.ConfigError:  # nobody knows the domain
        settings = config.Settings({**given, "farm": TABLE["newest"]})
        return settings, connect.place(settings)


def _wearing(profile, headers):
    """Returns a profile with other constant headers; those of the signature stay its own."""
    own = {name: text for name, text in headers.items() if name not in profile.signing.values()}
    return dataclasses.replace(profile, headers={**profile.headers, **own})
