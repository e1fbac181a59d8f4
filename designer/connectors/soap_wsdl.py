"""A WSDL, with all that it imports, as zeep reads it. Nothing comes from elsewhere than through `web.fetch`."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree
from zeep import exceptions
from zeep.settings import Settings
from zeep.wsdl import Document
from zeep.wsdl.bindings import Soap11Binding, Soap12Binding

from designer.connectors.base import CannotVerify, CheckFailed
from designer.connectors.javascript import text
from designer.connectors.soap_schemas import KNOWN

MOST_DOCUMENTS = 40
_MISUNDERSTOOD = (
    exceptions.Error,
    etree.LxmlError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    NotImplementedError,
    RecursionError,
)
"""What zeep raises for a WSDL that it does not understand."""


@dataclass(frozen=True, slots=True)
class Port:
    """One of the addresses at which a service can be called."""

    service: str
    name: str
    address: str
    operations: tuple[str, ...]


class Loader:
    """What zeep takes for its transport: it only ever loads."""

    binding_classes = (Soap11Binding, Soap12Binding)
    """Bindings of HTTP alone are left out, as strong-soap does (src/parser/wsdl/definitions.js)."""

    def __init__(self, fetch: Callable[[str], bytes], blames: tuple[str, ...]) -> None:
        self._fetch = fetch
        self._blames = blames
        self.loaded: dict[str, bytes] = {}

    def load(self, url: str) -> bytes:
        """The text of a document. Raises CheckFailed for what is not on the web, and for too many."""
        if found := KNOWN.get(url) or self.loaded.get(url):
            return found
        if not url.startswith(("http://", "https://")):
            sentence = f"The WSDL imports “{text(url)[:200]}”, which is no http or https URL."
            raise CheckFailed(sentence, blames=self._blames)
        if len(self.loaded) >= MOST_DOCUMENTS:
            sentence = f"The WSDL imports more than {MOST_DOCUMENTS} documents, which is too much to try."
            raise CannotVerify(sentence, blames=self._blames)
        self.loaded[url] = self._fetch(url)
        return self.loaded[url]


def ports(url: str, loader: Loader, blames: tuple[str, ...]) -> list[Port]:
    """The SOAP ports that a WSDL describes.

    Raises CheckFailed for what is no WSDL, CannotVerify for one that zeep does not understand.
    """
    try:
        return list(_ports(_read(url, loader)))
    except exceptions.XMLSyntaxError as error:
        sentence = "The WSDL, or what it imports, is not well-formed XML."
        raise CheckFailed(sentence, blames=blames, detail=text(str(error))[:500]) from error
    except (exceptions.DTDForbidden, exceptions.EntitiesForbidden) as error:
        sentence = "The WSDL has a document type (DOCTYPE) or entities, which are not read here."
        raise CannotVerify(sentence, blames=blames) from error
    except _MISUNDERSTOOD as error:
        sentence = "The WSDL was loaded, but it could not be understood here; LoopBack’s own reader may manage."
        raise CannotVerify(sentence, blames=blames, detail=text(f"{type(error).__name__}: {error}")[:500]) from error


def _read(url: str, loader: Loader) -> Any:
    """strong-soap does not mind prefixes that nobody declared (sax without `xmlns`), so neither do we."""
    try:
        return _document(url, loader, strict=True)
    except exceptions.XMLSyntaxError as error:
        if "Namespace prefix" not in str(error):
            raise
    return _document(url, loader, strict=False)


def _document(url: str, loader: Loader, *, strict: bool) -> Any:
    settings = Settings(strict=strict, forbid_dtd=True, forbid_entities=True, force_https=False)
    made: Any = Document
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return made(url, loader, settings=settings)


def _ports(document: Any) -> Iterator[Port]:
    for service in document.services.values():
        for port in service.ports.values():
            yield Port(
                text(service.name or ""),
                text(port.name or ""),
                text(port.binding_options.get("address") or ""),
                tuple(text(name) for name in port.binding.all()),
            )
