"""What loopback-component-storage asks for, by provider.

From loopback-component-storage 3.7 (lib/storage-service.js, lib/providers/filesystem) and pkgcloud 2.2
(lib/pkgcloud/<provider>).
"""

from __future__ import annotations

from designer.connectors import usual
from designer.connectors.base import JSON, Kind, Setting

FILESYSTEM, AMAZON, AZURE, GOOGLE, OPENSTACK, RACKSPACE = (
    "filesystem",
    "amazon",
    "azure",
    "google",
    "openstack",
    "rackspace",
)
_UPLOADS = "Uploads"
_OPENSTACKS: tuple[JSON, ...] = (OPENSTACK, RACKSPACE)

AUTH_URL = Setting(
    name="authUrl",
    label="Identity service",
    help="URL of the service that logs in, without its version.",
    only_for=("provider", _OPENSTACKS),
    group=usual.LOG_IN,
)
USERNAME = Setting(
    name="username",
    label="User",
    help="Account that the application logs in with.",
    width=6,
    only_for=("provider", _OPENSTACKS),
    group=usual.LOG_IN,
)
PASSWORD = Setting(
    name="password",
    label="Password",
    help="Password of that account.",
    kind=Kind.SECRET,
    width=6,
    only_for=("provider", (OPENSTACK,)),
    group=usual.LOG_IN,
)
REGION = Setting(
    name="region",
    label="Region",
    help="Region of the service, such as eu-west-1.",
    width=4,
    only_for=("provider", (AMAZON, *_OPENSTACKS)),
    group=usual.CONNECTION,
)
TENANT = Setting(
    name="tenantId",
    label="Tenant",
    help="Id of the tenant, which later versions call a project.",
    width=4,
    only_for=("provider", _OPENSTACKS),
    group=usual.LOG_IN,
)
DOMAIN = Setting(
    name="domainId",
    label="Domain",
    help="Id of the user’s domain.",
    width=4,
    only_for=("provider", _OPENSTACKS),
    group=usual.LOG_IN,
)
OPENSTACK_REST = (
    usual.switch(
        "useServiceCatalog",
        "Service catalogue",
        "Asks the identity service where the storage is.",
        default=True,
        only_for=("provider", _OPENSTACKS),
        group="OpenStack",
    ),
    usual.switch(
        "useInternal",
        "Internal addresses",
        "Uses the addresses that are meant for the inside of the data centre.",
        only_for=("provider", _OPENSTACKS),
        group="OpenStack",
    ),
    Setting(
        name="keystoneAuthVersion",
        label="Version of Keystone",
        help="Version of the identity service: v2.0, v3 or v3-password.",
        default="v2.0",
        width=4,
        more=True,
        only_for=("provider", (OPENSTACK,)),
        group="OpenStack",
    ),
)

_AMAZON = (
    Setting(
        name="keyId",
        label="Access key",
        help="Id of the access key, as in AKIA….",
        width=6,
        aliases=("accessKeyId",),
        only_for=("provider", (AMAZON,)),
        group=usual.LOG_IN,
    ),
    Setting(
        name="key",
        label="Secret key",
        help="The secret that belongs to the access key.",
        kind=Kind.SECRET,
        width=6,
        aliases=("accessKey",),
        only_for=("provider", (AMAZON,)),
        group=usual.LOG_IN,
    ),
    Setting(
        name="sessionToken",
        label="Session token",
        help="Token of a temporary access key.",
        kind=Kind.SECRET,
        width=6,
        more=True,
        only_for=("provider", (AMAZON,)),
        group=usual.LOG_IN,
    ),
    Setting(
        name="endpoint",
        label="Address",
        help="Address of a service that speaks S3 but is not Amazon’s, such as https://minio.example.com.",
        width=8,
        more=True,
        only_for=("provider", (AMAZON,)),
        group=usual.CONNECTION,
    ),
    usual.switch(
        "forcePathBucket",
        "Bucket in the path",
        "Writes the bucket into the path instead of the host’s name.",
        only_for=("provider", (AMAZON,)),
        group=usual.CONNECTION,
    ),
    Setting(
        name="bucket",
        label="Bucket to try",
        help="Bucket that a connection test looks at; LoopBack itself does not read it.",
        width=6,
        more=True,
        aliases=("container",),
        only_for=("provider", (AMAZON,)),
        group=usual.CONNECTION,
    ),
)

_UPLOAD_SETTINGS = (
    usual.number(
        "maxFileSize", "Largest file", "Largest upload, in bytes.", default=10485760, more=False, group=_UPLOADS
    ),
    Setting(
        name="allowedContentTypes",
        entry="type",
        label="Types of files",
        help="MIME types that may be uploaded; all where there are none.",
        kind=Kind.ARRAY,
        fields=(Setting(name="", label="", help=""),),
        group=_UPLOADS,
    ),
    Setting(
        name="nameConflict",
        label="Names that are taken",
        help="What happens to an upload under a name that is taken.",
        kind=Kind.CHOICE,
        choices=(("makeUnique", "Give it another name"),),
        width=4,
        group=_UPLOADS,
    ),
    usual.number("maxFieldsSize", "Largest form", "Largest total of a form’s other fields, in bytes.", group=_UPLOADS),
    Setting(
        name="acl",
        label="Access rule",
        help="Access rule of what is uploaded, such as public-read with Amazon.",
        width=4,
        more=True,
        group=_UPLOADS,
    ),
)

SETTINGS = (
    Setting(
        name="provider",
        label="Provider",
        help="Where the files are kept.",
        kind=Kind.CHOICE,
        choices=(
            (FILESYSTEM, "Folder"),
            (AMAZON, "Amazon S3"),
            (AZURE, "Microsoft Azure"),
            (GOOGLE, "Google Cloud"),
            (OPENSTACK, "OpenStack"),
            (RACKSPACE, "Rackspace"),
        ),
        default=FILESYSTEM,
        width=4,
    ),
    Setting(
        name="root",
        label="Folder",
        help="Must exist, or LoopBack does not start; ./storage stands beside the folder of server.js.",
        only_for=("provider", (FILESYSTEM,)),
        width=8,
    ),
    *_AMAZON,
    Setting(
        name="storageAccount",
        label="Account",
        help="Name of the storage account.",
        width=6,
        only_for=("provider", (AZURE,)),
        group=usual.LOG_IN,
    ),
    Setting(
        name="storageAccessKey",
        label="Access key",
        help="Key of the storage account.",
        kind=Kind.SECRET,
        width=6,
        only_for=("provider", (AZURE,)),
        group=usual.LOG_IN,
    ),
    Setting(
        name="keyFilename",
        label="Key file",
        help="Path of the service account’s key file, where LoopBack runs.",
        width=6,
        only_for=("provider", (GOOGLE,)),
        group=usual.LOG_IN,
    ),
    Setting(
        name="projectId",
        label="Project",
        help="Id of the Google Cloud project.",
        width=6,
        only_for=("provider", (GOOGLE,)),
        group=usual.LOG_IN,
    ),
    AUTH_URL,
    USERNAME,
    PASSWORD,
    Setting(
        name="apiKey",
        label="API key",
        help="Key of the Rackspace account.",
        kind=Kind.SECRET,
        width=6,
        only_for=("provider", (RACKSPACE,)),
        group=usual.LOG_IN,
    ),
    TENANT,
    DOMAIN,
    REGION,
    *OPENSTACK_REST,
    *_UPLOAD_SETTINGS,
)
