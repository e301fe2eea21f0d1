"""A float network says in a browser what it says in Keras and LiteRT: same name, rank and reason."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from insecta.vision.preprocess import prepare
from insecta.vision.release_folder import default_release, read_release
from tests.app.float_equality import measured, require
from tests.end_to_end.platform import ROOT

KEPT = ROOT / "model" / "proofs" / "browser-equality.json"


def test_the_last_whole_proof_keeps_its_bounds() -> None:
    """It names the release that it was made with; its float network is not shipped."""
    require(json.loads(KEPT.read_text(encoding="utf-8")))


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_float_network_says_the_same_in_a_browser(
    environment: dict[str, str], shared: Path
) -> None:
    """The shipped form is int8; so a head is learned on the public backbone, as large as the shipped one."""
    from model.backbone import features_of, load_backbone
    from model.equality import pictures
    from model.export import assemble
    from model.heads import principal_projection, train_head

    folder = read_release(default_release())
    side, leaves = folder.release.side, len(folder.release.leaves)
    backbone = load_backbone(shared / "models" / "mobilenet_v2_inat_insect_float.keras")
    shown = np.stack([prepare(pixels, side) for _, pixels in pictures(shared / "data", 8)])
    features = features_of(backbone, shown)
    allowed = np.eye(leaves, dtype=np.bool_)[np.arange(len(shown)) % leaves]
    head = train_head(features, allowed, np.ones(len(shown), np.float32), seed=1, epochs=60)
    network = assemble(backbone, head, principal_projection(features, folder.release.dimensions))
    require(measured(network, folder, shared / "data", environment))
