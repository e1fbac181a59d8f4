"""The REST API that an application will serve, told from its files: each model's endpoints, and the Swagger document.

The document is that of loopback-component-explorer 6.5 (loopback-swagger 5.9.0, `swagger: "2.0"`) on LoopBack 3.28.0 at
the end of the start. It is the same to the last operation id, schema and tag, as tests/interop/test_openapi.py sees for
our own applications, the templates and the corpus, but for these, each for its reason:

- The texts that describe LoopBack's own methods, parameters and models are ours.
- What scripts do is not known: remote methods of `.js` files, mixins, boot scripts, components, `.js` layers of the
  configuration, models of packages. `Api.notes` says where there may be more.
- What a connector finds out only when it connects is not known: the operations of SOAP and OpenAPI services.
- `generateRelationProperties` (models `…WithRelations`) is not followed.
- For LoopBack 2 (read in loopback 2.42.0, not judged) the names and verbs of methods, User, KeyValueModel and
  `sharedMethods` are followed; where the juggler of LoopBack 2 differs is not.
- Of what LoopBack would not start with, the part in question is left out.
"""

from __future__ import annotations

from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.openapi.api import Api, Endpoint

__all__ = ["Api", "Endpoint", "document", "endpoints"]


def endpoints(app: Application, model_name: str, environment: str = "development") -> list[Endpoint]:
    """The endpoints of a model in the order of its paths; none where it is not public, or cannot be made."""
    return Api(app, environment).endpoints(model_name)


def document(app: Application, environment: str = "development") -> JSON:
    """The whole application's Swagger 2.0 document, of plain JSON values."""
    return Api(app, environment).document
