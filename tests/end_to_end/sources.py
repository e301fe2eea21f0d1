"""A museum's Darwin Core Archive and its bucket, made from real pictures."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

META = """<?xml version="1.0" encoding="UTF-8"?>
<archive xmlns="http://rs.tdwg.org/dwc/text/">
  <core encoding="UTF-8" fieldsTerminatedBy="\\t" linesTerminatedBy="\\n" ignoreHeaderLines="1"
        rowType="http://rs.tdwg.org/dwc/terms/Occurrence">
    <files><location>occurrence.txt</location></files>
    <id index="0"/>
    <field index="0" term="http://rs.tdwg.org/dwc/terms/occurrenceID"/>
    <field index="1" term="http://rs.tdwg.org/dwc/terms/catalogNumber"/>
    <field index="2" term="http://rs.tdwg.org/dwc/terms/scientificName"/>
    <field index="3" term="http://rs.tdwg.org/dwc/terms/eventDate"/>
    <field index="4" term="http://rs.tdwg.org/dwc/terms/country"/>
  </core>
  <extension encoding="UTF-8" fieldsTerminatedBy="\\t" linesTerminatedBy="\\n" ignoreHeaderLines="1"
        rowType="http://rs.gbif.org/terms/1.0/Multimedia">
    <files><location>multimedia.txt</location></files>
    <coreid index="0"/>
    <field index="1" term="http://purl.org/dc/terms/identifier"/>
    <field index="2" term="http://purl.org/dc/terms/license"/>
    <field index="3" term="http://purl.org/dc/terms/creator"/>
  </extension>
</archive>
"""


def archive(folder: Path, pictures: Path) -> Path:
    """Two occurrences with pictures inside the zip, one whose picture is nowhere."""
    path = folder / "export 2026.zip"
    core = ["id\tnumber\tname\tdate\tcountry"]
    media = ["id\tfile\tlicence\tcreator"]
    names = {
        "side.jpg": "casent0101062_p_1_high.jpg",
        "other side.jpg": "casent0191696_p_1_high.jpg",
    }
    for number, name in enumerate([*names, "lost.jpg"]):
        core.append(f"urn:museum:{number}\tMUS{number:06}\tCamponotus\t12.VII.1923\tMadagascar")
        licence = "https://creativecommons.org/licenses/by/4.0/"
        media.append(f"urn:museum:{number}\t{name}\t{licence}\tA. Photographer")
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("meta.xml", META)
        made.writestr("occurrence.txt", "\n".join(core) + "\n")
        made.writestr("multimedia.txt", "\n".join(media) + "\n")
        for name, real in names.items():
            made.write(pictures / real, f"images/{name}")
    return path


def bucket(settings: Mapping[str, str], pictures: Path) -> str:
    """The address of a prefix that holds three pictures and one thing that is none."""
    import boto3

    client = boto3.client(
        "s3",
        endpoint_url=settings["INSECTA_S3_ENDPOINT"],
        aws_access_key_id=settings["INSECTA_S3_ACCESS_KEY"],
        aws_secret_access_key=settings["INSECTA_S3_SECRET_KEY"],
        region_name=settings["INSECTA_S3_REGION"],
    )
    name = settings["INSECTA_OBJECT_STORE_URL"].removeprefix("s3://").split("/")[0]
    for picture in ("dorylinae.jpg", "ponerinae.jpg", "myrmeciinae.jpg"):
        client.upload_file(str(pictures / picture), name, f"museum/drawer 1/{picture}")
    client.put_object(Bucket=name, Key="museum/readme.md", Body=b"three ants")
    client.close()
    return f"s3://{name}/museum"
