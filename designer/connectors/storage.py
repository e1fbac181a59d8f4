"""Files in a folder or in the cloud: loopback-component-storage, and how its providers are tried."""

from __future__ import annotations

import re
from typing import NoReturn

from designer.connectors import javascript
from designer.connectors.base import CannotVerify, CheckFailed, Connector, Settings
from designer.connectors.probe import OPEN, REQUEST, RESOLVE, Attempt
from designer.connectors.storage_folder import look
from designer.connectors.storage_settings import AMAZON, AZURE, FILESYSTEM, GOOGLE, OPENSTACK, RACKSPACE, SETTINGS
from designer.connectors.urls import require_http

AZURE_URL = "https://{account}.blob.core.windows.net/"
RACKSPACE_URL = "https://identity.api.rackspacecloud.com"


class Storage(Connector):
    key = "loopback-component-storage"
    title = "Storage"
    summary = "Files in a folder, in Amazon S3 or in another cloud."
    category = "storage"
    names = ("loopback-component-storage",)
    documentation = "https://loopback.io/doc/en/lb3/Storage-component.html"
    discovery = False
    migration = False
    package = "loopback-component-storage"
    package_range = "^3.5.0"
    package_range_for_loopback_2 = "^3.5.0"
    base_model = "Model"
    steps = (RESOLVE, OPEN, REQUEST)
    driver = ("botocore.auth", "botocore")
    verified_with = "a folder; for S3, a peer of our own that checks signatures"
    tries = (
        "Folder: looks whether an absolute path leads to a folder that can be read and written, on this machine.",
        "Amazon S3, and what speaks its language: asks for the bucket to try, else for the list of buckets, signed.",
        "Azure: looks up the account’s address and asks it for anything; the key is not sent.",
        "OpenStack and Rackspace: asks the identity service for anything; no account is sent.",
    )
    leaves_out = (
        "Nothing is written or deleted anywhere, so whether an upload would be allowed is not known.",
        "A relative folder is looked for where LoopBack runs, which is not known here.",
        "Google Cloud: nothing is tried, as the key file is where LoopBack runs.",
        "LoopBack itself never reports this data source as connected, although it works.",
    )
    settings = SETTINGS

    def test(self, settings: Settings, attempt: Attempt) -> str:
        """loopback-component-storage 3.7 (lib/factory.js) has the provider `filesystem` of its own, and leaves the
        others to pkgcloud 2.2; none of them connects before a method is called."""
        provider = settings.get("provider") if javascript.truthy(settings.get("provider")) else FILESYSTEM
        if provider == FILESYSTEM:
            return look(settings, attempt)
        if provider == AMAZON:
            from designer.connectors import s3

            return s3.test(settings, attempt)
        if provider == AZURE:
            _ask_azure(settings, attempt)
        if provider == OPENSTACK:
            _ask_identity(settings, attempt)
        if provider == RACKSPACE:
            _ask_identity({"authUrl": RACKSPACE_URL} | dict(settings), attempt)
        if provider == GOOGLE:
            sentence = (
                "Nothing was tried of Google Cloud: the key file is read where LoopBack runs, and says who logs in."
            )
            raise CannotVerify(sentence, blames=("keyFilename",))
        name = javascript.text(provider)[:60]
        raise CannotVerify(f"Nobody has described the provider “{name}” to us.", blames=("provider",))


def _ask_azure(settings: Settings, attempt: Attempt) -> NoReturn:
    """pkgcloud 2.2 (lib/pkgcloud/azure/utils/azureApi.js) finds an account at <account>.blob.core.windows.net."""
    account = javascript.text(settings.get("storageAccount") or "")
    if not re.fullmatch(r"[a-z0-9]{3,24}", account):
        sentence = "The account must be 3 to 24 small letters and digits."
        raise CheckFailed(sentence, blames=("storageAccount",))
    _ask(AZURE_URL.format(account=account), ("storageAccount",), "the key was not tried", attempt)


def _ask_identity(settings: Settings, attempt: Attempt) -> NoReturn:
    """pkgcloud 2.2 (lib/pkgcloud/openstack/client.js) takes an address without a scheme for http."""
    name = javascript.first(settings, "authUrl")
    if name is None:
        raise CheckFailed("Fill in the identity service, such as https://host:5000.", blames=("authUrl",))
    url = javascript.text(settings[name])
    url = url if re.match("https?://", url) else f"http://{url}"
    _ask(url, ("authUrl",), "user and password were not tried", attempt)


def _ask(url: str, blames: tuple[str, ...], not_tried: str, attempt: Attempt) -> NoReturn:
    from designer.connectors.web import Request, fetch

    require_http(url, blames)
    answer = fetch(Request(url, blames), attempt)
    answer.tell(attempt)
    raise CannotVerify(f"{answer.server} answers, with {answer}. That is all: {not_tried}.", blames=blames)
