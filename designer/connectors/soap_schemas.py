"""Schemas that zeep asks for by itself, and LoopBack does not: answered from here, so that nobody else is asked.

Only the names matter: what they stand for is used when an operation is called, which a test never does.
"""

from __future__ import annotations

from collections.abc import Mapping

_ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
_SIMPLE = """
string normalizedString token boolean decimal integer int long short byte float double date dateTime time duration
anyURI QName base64Binary hexBinary nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger
unsignedLong unsignedInt unsignedShort unsignedByte language Name NCName ID IDREF gYear gMonth gDay
"""


def _encoding() -> str:
    anything = '<xs:sequence><xs:any minOccurs="0" maxOccurs="unbounded" processContents="lax"/></xs:sequence>'
    types = "".join(f'<xs:complexType name="{name}">{anything}</xs:complexType>' for name in ("Array", "Struct"))
    types += _extended("base64", "base64Binary")
    types += "".join(f'<xs:element name="{name}" type="xs:{name}"/>{_extended(name, name)}' for name in _SIMPLE.split())
    identity = '<xs:attribute name="id" type="xs:ID"/>'
    groups = "".join(
        f'<xs:attributeGroup name="{name}">{identity}</xs:attributeGroup>'
        for name in ("commonAttributes", "arrayAttributes", "arrayMemberAttributes")
    )
    return _schema(_ENCODING, types + groups, "arrayType", "offset", "position")


def _xml() -> str:
    group = '<xs:attributeGroup name="specialAttrs"><xs:attribute name="lang" type="xs:string"/></xs:attributeGroup>'
    return _schema("http://www.w3.org/XML/1998/namespace", group, "lang", "space", "base", "id")


def _extended(name: str, base: str) -> str:
    content = f'<xs:simpleContent><xs:extension base="xs:{base}"/></xs:simpleContent>'
    return f'<xs:complexType name="{name}">{content}</xs:complexType>'


def _schema(namespace: str, content: str, *attributes: str) -> str:
    content += "".join(f'<xs:attribute name="{name}" type="xs:string"/>' for name in attributes)
    return f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{namespace}">{content}</xs:schema>'


KNOWN: Mapping[str, bytes] = {_ENCODING: _encoding().encode(), "https://www.w3.org/2001/xml.xsd": _xml().encode()}
"""The text of each by its address."""
