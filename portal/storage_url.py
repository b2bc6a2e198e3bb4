"""What STORAGE_URL names: a folder for public uploads, or a bucket for public and private ones."""

import re
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from environs import ValidationError

SCHEMES = {"s3": "https", "s3+http": "http"}
NAME = re.compile(r"/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/?")
ANY_REGION = "us-east-1"  # what stores that have none expect in a signature
# The address is never repeated: it holds a secret.
WRONG = (
    "must be file:///folder or s3://KEY:…@host/bucket?region=name, with / ? # and @ in the"
    " secret percent-encoded."
)


def read_storage(url):
    """The Path of the folder, or the options of django-storages for the bucket."""
    try:
        parts = urlsplit(url)
        return bucket(parts) if parts.scheme in SCHEMES else folder(parts)
    except ValueError:
        raise ValidationError(WRONG) from None


def folder(parts):
    if parts.scheme != "file" or parts.netloc or parts.query or parts.fragment:
        raise ValueError
    if not parts.path.startswith("/"):
        raise ValueError
    return Path(unquote(parts.path))


def bucket(parts):
    """Without a key in the address boto3 looks for one itself, such as the machine's role."""
    name = NAME.fullmatch(parts.path)
    has_host = parts.hostname and parts.port != 0
    has_whole_key = bool(parts.username) == bool(parts.password)
    options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    if not (name and has_host and has_whole_key and options.keys() <= {"region"}) or parts.fragment:
        raise ValueError
    key = {"access_key": parts.username, "secret_key": parts.password}
    return {
        "bucket_name": name[1],
        "endpoint_url": f"{SCHEMES[parts.scheme]}://{parts.netloc.rpartition('@')[2]}",
        "region_name": options.get("region", ANY_REGION),
        **{part: unquote(value) for part, value in key.items() if value},
    }


def s3_is_installed():
    return all(map(find_spec, ["boto3", "storages"]))


def backends(bucket):
    """The classes of public, private and internal files."""
    if not bucket:
        return tuple(f"portal.storage.{name}Files" for name in ("Whole", "Private", "Internal"))
    if not s3_is_installed():
        return ("portal.storage.NoFiles",) * 3
    return tuple(f"portal.bucket.{name}Objects" for name in ("Public", "Private", "Internal"))
