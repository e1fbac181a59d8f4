"""WebSphere eXtreme Scale: what loopback-connector-kv-extreme-scale asks for, and how far it can be tried.

From loopback-connector-kv-extreme-scale 1.0 (lib/kv-extreme-scale.js), which contacts nobody before the first use, and
then the map whose name is that in the URL with .LUT.O after it.
"""

from __future__ import annotations

from designer.connectors import javascript, tls, usual
from designer.connectors.base import CannotVerify, CheckFailed, Connector, Kind, Setting, Settings
from designer.connectors.probe import LOG_IN, OPEN, REQUEST, RESOLVE, Attempt
from designer.connectors.urls import require_http


class KVExtremeScale(Connector):
    key = "kv-extreme-scale"
    title = "WebSphere eXtreme Scale"
    category = "key-value"
    names = ("kv-extreme-scale", "loopback-connector-kv-extreme-scale")
    summary = "Keeps values by key, for a while or for good, in a grid of WebSphere eXtreme Scale."
    documentation = "https://github.com/strongloop/loopback-connector-kv-extreme-scale"
    discovery = False
    migration = False
    package = "loopback-connector-kv-extreme-scale"
    package_range = "^1.0.1"
    base_model = "KeyValueModel"
    steps = (RESOLVE, OPEN, REQUEST, LOG_IN)
    driver = ("requests", "requests")
    tries = ("Sends HEAD to the URL, with the account in it.",)
    leaves_out = (
        "No key is read or written, so whether the grid and the map exist is not known.",
        "LoopBack itself contacts nobody until a key is used.",
        "The package was not on npm when this was written.",
    )
    settings = (
        Setting(
            name="url",
            label="URL",
            help="Of the map with its account: https://user:password@host:9444/wxsdata/v1/grids/GRID/MAP.",
            may_contain_secret=True,
        ),
        usual.switch(
            "strictSSL",
            "Check the certificate",
            "Refuses a server whose certificate nobody vouches for.",
            default=True,
            more=False,
            group=usual.TLS,
        ),
        Setting(
            name="packer",
            label="Values",
            help="How values are kept.",
            kind=Kind.CHOICE,
            choices=(("json", "As JSON"), ("binary", "In binary form")),
            default="json",
            width=4,
            more=True,
            group=usual.BEHAVIOUR,
        ),
    )

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """Knock at the web server."""
        from designer.connectors import web

        if "packer" in settings and settings["packer"] not in ("json", "binary"):
            sentence = "LoopBack does not start: “packer” must be “json” or “binary”."
            raise CheckFailed(sentence, blames=("packer",))
        url = javascript.text(settings.get("url"))
        require_http(url, ("url",))
        options = tls.Options(verify=settings.get("strictSSL") is not False)
        answer = web.fetch(web.Request(url, ("url",), "HEAD", tls=options, tls_blames=("strictSSL",)), attempt)
        with attempt.step(LOG_IN) as note:
            if answer.wants_login:
                sentence = f"{answer.server} does not accept the account in the URL: it answers with {answer}."
                raise CheckFailed(sentence, blames=("url",), detail=answer.challenge)
            note.state, note.detail = "note", "The account was not refused; whether it was looked at is not known"
        sentence = f"{answer.server} answers with {answer}. That is all that was tried: not whether the grid is there."
        raise CannotVerify(sentence)
