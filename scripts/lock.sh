#!/bin/sh
# Pins with hashes and without download addresses. Needs uv on PATH or in .venv.
set -eu
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .venv/bin/uv)
compile() {
    out=$1
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header --override requirements/left-out.in "$@" -o "requirements/$out.txt"
}
echo uv | compile uv -
compile all --extra s3 --extra kafka --extra elastic --extra postgres --extra heif --extra raw --extra ocr --extra model \
    --extra spark --extra servers --extra portal --extra traces --extra fast --group test pyproject.toml requirements/build.in
compile demo --extra heif --extra portal pyproject.toml requirements/build.in \
    -c requirements/all.txt
compile image --extra s3 --extra kafka --extra elastic --extra postgres --extra heif --extra traces --extra fast \
    pyproject.toml requirements/build.in -c requirements/all.txt
compile spark --extra s3 --extra heif --extra raw --extra fast pyproject.toml requirements/build.in \
    requirements/spark.in -c requirements/all.txt
compile docs --group pyproject.toml:docs
compile airflow requirements/airflow.in
compile peers pyproject.toml requirements/peers.in -c requirements/all.txt
