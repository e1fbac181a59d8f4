"""What S3 refuses, as sentences: the one place where its codes are translated."""

from __future__ import annotations

import re

from designer.connectors.base import CannotVerify, CheckFailed, Unsuccessful
from designer.connectors.web import Answer

_SKEWED = "The clocks of this machine and of the server differ by too much for a signature to count; set them right."
_EXPIRED = "The session token is not, or no longer, valid; get a new temporary access key."

REFUSALS: dict[str, tuple[str, tuple[str, ...]]] = {
    "InvalidAccessKeyId": ("There is no access key “{key_id}” at {server}.", ("keyId",)),
    "SignatureDoesNotMatch": ("The secret key does not belong to the access key “{key_id}”.", ("key",)),
    "RequestTimeTooSkewed": (_SKEWED, ()),
    "ExpiredToken": (_EXPIRED, ("sessionToken",)),
    "InvalidToken": (_EXPIRED, ("sessionToken",)),
    "TokenRefreshRequired": (_EXPIRED, ("sessionToken",)),
    "InvalidSecurity": ("{server} does not accept the access key “{key_id}”.", ("keyId", "key")),
    "AccountProblem": ("Something is wrong with the Amazon account of this access key; ask Amazon.", ("keyId",)),
    "NotSignedUp": ("The Amazon account of this access key has not signed up for S3.", ("keyId",)),
    "AllAccessDisabled": ("The bucket “{bucket}” has been switched off by Amazon.", ("bucket",)),
    "NoSuchBucket": ("There is no bucket “{bucket}” at {server}.", ("bucket",)),
    "InvalidBucketName": ("“{bucket}” cannot be the name of a bucket.", ("bucket",)),
    "AuthorizationHeaderMalformed": ("The region is not the server’s{right_region}.", ("region",)),
    "PermanentRedirect": ("The bucket “{bucket}” is in another region{right_region}.", ("region", "bucket")),
    "TemporaryRedirect": ("The bucket “{bucket}” is so new that it is still elsewhere; try again later.", ("bucket",)),
    "IllegalLocationConstraintException": ("The region is not the bucket’s{right_region}.", ("region",)),
}
"""By S3's code: a sentence, and the settings to mark."""

_BUSY = {"SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout", "XMinioServerNotInitialized"}


def refused(answer: Answer, *, key_id: str, bucket: str, blames: tuple[str, ...], region: str) -> Unsuccessful:
    """What it means that the answer is not what was asked for. `region` is the right one, as the server has it."""
    code, message = _tag(answer.body, "Code"), _tag(answer.body, "Message")
    detail = f"{answer} {code} {message}".strip()
    if code == "AccessDenied":
        return _denied(answer, key_id, bucket, detail)
    if code in _BUSY or answer.status >= 500:
        sentence = f"{answer.server} has trouble of its own, so nothing could be found out; try again later."
        return CannotVerify(sentence, blames=blames, detail=detail)
    if code not in REFUSALS and (answer.status == 200 or not code):
        sentence = f"What answers at {answer.server} does not speak S3; check the address."
        return CheckFailed(sentence, blames=blames, detail=detail)
    template, names = REFUSALS.get(code, ("{server} refuses the request; the details have its words.", blames))
    sentence = template.format(
        key_id=key_id[:100],
        bucket=bucket[:100],
        server=answer.server,
        right_region=f", which is {region}" if region else "",
    )
    return CheckFailed(sentence, blames=names, detail=detail)


def _denied(answer: Answer, key_id: str, bucket: str, detail: str) -> Unsuccessful:
    """S3 checks the signature first: who is told this has shown a key that is right."""
    if bucket:
        may_not = f"list the bucket “{bucket[:100]}”; whether it may read or write there is not known"
    else:
        may_not = "list all buckets; fill in “bucket” to have one tried"
    sentence = f"{answer.server} knows the access key “{key_id[:100]}”, but it may not {may_not}."
    return CannotVerify(sentence, blames=("bucket", "keyId") if bucket else ("keyId",), detail=detail)


def _tag(body: bytes, name: str) -> str:
    found = re.search(rf"<{name}>([^<]{{0,1000}})</{name}>".encode(), body)
    return found[1].decode("utf-8", "replace") if found else ""
