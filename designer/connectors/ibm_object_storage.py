"""IBM Object Storage: loopback-component-storage, as LoopBack's generator sets it up for IBM's OpenStack."""

from __future__ import annotations

from dataclasses import replace

from designer.connectors.base import Connector, Settings
from designer.connectors.probe import OPEN, REQUEST, RESOLVE, Attempt
from designer.connectors.storage import Storage
from designer.connectors.storage_settings import AUTH_URL, DOMAIN, PASSWORD, REGION, TENANT, USERNAME


class IBMObjectStorage(Connector):
    """A way to begin: once it is written, it is storage like any other."""

    key = "ibm-object-storage"
    written_as = Storage.key
    preset = {
        "provider": "openstack",
        "useServiceCatalog": True,
        "useInternal": False,
        "keystoneAuthVersion": "v3",
    }
    title = "IBM Object Storage"
    summary = "Files in IBM’s OpenStack: storage with the provider openstack."
    category = "storage"
    names = Storage.names
    documentation = Storage.documentation
    discovery = Storage.discovery
    migration = Storage.migration
    package = Storage.package
    package_range = Storage.package_range
    package_range_for_loopback_2 = Storage.package_range_for_loopback_2
    base_model = Storage.base_model
    steps = (RESOLVE, OPEN, REQUEST)
    tries = ("Asks the identity service for anything; no account is sent.",)
    leaves_out = (
        "Nobody logs in: user, password, tenant and domain are not looked at.",
        "LoopBack itself never reports this data source as connected, although it works.",
    )
    settings = tuple(replace(each, only_for=None) for each in (AUTH_URL, TENANT, DOMAIN, USERNAME, PASSWORD, REGION))

    def test(self, settings: Settings, attempt: Attempt) -> str:
        return Storage().test({**self.preset, **settings}, attempt)
