"""All settings, in one class. Starting with nothing set must work.

Every field can be given as an environment variable with the prefix `INSECTA_` or as a line of
the file named by `--env-file`; docs/settings.md lists them and a test holds it to this class.
Built once, in a door's `main`, and passed on.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from insecta.errors import BadSettings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""This machine's own names, as Host headers spell them."""


class Settings(BaseSettings):
    """Where things are, and how much is allowed."""

    model_config = SettingsConfigDict(env_prefix="INSECTA_", extra="ignore", frozen=True)

    data: Path = Field(Path("insecta-data"), description="Data folder; must be on a local disk.")
    cache: Path = Field(
        Path.home() / ".cache" / "insecta",
        description="Downloads and tools, shared by all checkouts.",
    )
    catalogue_url: str = Field(
        "", description="`sqlite:///PATH` or `postgresql://…`; default: a file in the data folder."
    )
    object_store_url: str = Field(
        "",
        description="`file:///PATH` or `s3://BUCKET/PREFIX`; default: a folder in the data folder.",
    )
    event_log_url: str = Field(
        "table:", description="`table:` (the outbox itself) or `kafka://HOST:PORT[,HOST:PORT]`."
    )
    search_index_url: str = Field(
        "",
        description="`sqlite:///PATH` or `elasticsearch://HOST:PORT`; default: a file in the data folder.",
    )
    s3_endpoint: str = Field("", description="Address of the S3 server, where it is not AWS.")
    s3_access_key: str = Field("", description="S3 access key; empty: boto3's own search order.")
    s3_secret_key: str = Field("", description="S3 secret key.")
    s3_region: str = Field("us-east-1", description="S3 region.")
    host: str = Field("127.0.0.1", description="Address the API listens on.")
    port: int = Field(8470, ge=0, le=65535, description="Port of the API; 0 takes a free one.")
    allowed_hosts: str = Field(
        "",
        description="Further Host headers the API answers to, comma-separated; with one of them nobody is administrator without a key.",
    )
    public_url: str = Field(
        "",
        description="Address by which people reach the platform, such as `https://insects.museum.org`; makes its host a name of this one, and with https the cookie of who signs in is sent over TLS only.",
    )
    webhook_hosts: str = Field(
        "",
        description="Hosts of the house that webhooks may call although they are not public, comma-separated.",
    )
    release: str = Field(
        "", description="Release folder to start with; default: the one that ships with Insecta."
    )
    runtime: Literal["litert", "openvino"] = Field(
        "litert",
        description="What runs the network: `litert`, or `openvino` (extra `fast`), which is faster on servers and rounds differently.",
    )
    target: float = Field(
        0.95,
        gt=0.5,
        lt=1,
        description="Precision that answers have to meet: of `insecta identify`, and of collections made from now on.",
    )
    max_pixels_public: int = Field(50_000_000, gt=0, description="Pixel limit of uploads.")
    max_pixels_staff: int = Field(1_000_000_000, gt=0, description="Pixel limit of staff ingest.")
    max_upload_bytes: int = Field(200_000_000, gt=0, description="Largest upload accepted.")
    max_waiting: int = Field(
        2_000, gt=0, description="Pictures waiting for an answer before uploads are told to wait."
    )
    visitors: int = Field(
        500,
        ge=0,
        description="Pictures that people without an account may send in 24 hours, all together; 0: none.",
    )
    samples: str = Field(
        "", description="Folder of pictures `insecta demo` opens instead of its own."
    )
    workers: int = Field(0, ge=0, description="Processes of bulk picture work; 0: one per core.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    json_logs: bool = Field(default=False, description="One JSON object per log line.")
    traces: str = Field(
        "",
        description="Address of an OTLP/HTTP collector of traces, such as `http://HOST:4318`; empty: none are recorded.",
    )

    @field_validator("data", "cache")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @field_validator("public_url")
    @classmethod
    def _origin(cls, url: str) -> str:
        """Without the last slash; it has a scheme, a host and perhaps a port."""
        if not url:
            return ""
        parts = urlsplit(url)
        extra = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0 or extra:
            raise ValueError(f"{url!r} is no https://HOST, without a path")
        return f"{parts.scheme}://{parts.netloc.lower()}"

    @field_validator("log_level")
    @classmethod
    def _level(cls, level: str) -> str:
        if level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError(f"{level!r} is none of DEBUG, INFO, WARNING, ERROR")
        return level.upper()

    @property
    def catalogue(self) -> str:
        return self.catalogue_url or f"sqlite:///{self.data / 'catalogue.db'}"

    @property
    def object_store(self) -> str:
        return self.object_store_url or (self.data / "objects").as_uri()

    @property
    def search_index(self) -> str:
        return self.search_index_url or f"sqlite:///{self.data / 'index.db'}"

    @property
    def is_loopback(self) -> bool:
        return self.host in {"127.0.0.1", "::1", "localhost"}

    @property
    def reached_by(self) -> str:
        """The setting that lets others reach the platform, with its value; empty: only this machine does."""
        if not self.is_loopback:
            return f"INSECTA_HOST {self.host}"
        if self._public_host - LOOPBACK:
            return f"INSECTA_PUBLIC_URL {self.public_url}"
        return f"INSECTA_ALLOWED_HOSTS {self.allowed_hosts}" if self.named_hosts - LOOPBACK else ""

    @property
    def is_reachable(self) -> bool:
        """Whether others reach it: by its address, or by a name that a proxy beside it answers to."""
        return bool(self.reached_by)

    @property
    def named_hosts(self) -> frozenset[str]:
        """Further names in Host headers, in small letters."""
        named = (one.strip().lower() for one in self.allowed_hosts.split(","))
        return frozenset(one for one in named if one) | self._public_host

    @property
    def _public_host(self) -> frozenset[str]:
        """The host of `public_url` without its port, if one is set."""
        host = re.sub(r":\d*$", "", urlsplit(self.public_url).netloc)
        return frozenset({host} if host else ())

    @property
    def inside_hosts(self) -> frozenset[str]:
        """Hosts of the house that webhooks may call."""
        return frozenset(
            one.strip().lower() for one in self.webhook_hosts.split(",") if one.strip()
        )

    @property
    def uses_kafka(self) -> bool:
        return urlsplit(self.event_log_url).scheme == "kafka"


def load(env_file: Path | None = None, **overrides: object) -> Settings:
    """Settings from the environment and a file. Raises BadSettings, naming each bad field."""
    if env_file is not None and not env_file.is_file():
        raise BadSettings(f"there is no settings file {env_file}", hint="check --env-file")
    try:
        return Settings(_env_file=env_file, **overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        fields = "; ".join(
            f"INSECTA_{str(part['loc'][0]).upper()}: {part['msg']}" for part in error.errors()
        )
        raise BadSettings(fields, hint="docs/settings.md lists what each may hold") from error
