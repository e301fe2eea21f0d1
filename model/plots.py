"""Plots as SVG text: colour-blind safe, lines told apart by marker too; every plot has its table."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_MARKERS = "os^Dv*"
Points = Sequence[tuple[float, float]]


def lines(series: Mapping[str, Points], *, across: str, up: str, diagonal: bool = False) -> str:
    """SVG of named lines over 0 to 1; `across` and `up` name the axes."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "insecta"
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(5.2, 3.6))
    for number, (name, points) in enumerate(series.items()):
        if points:
            xs, ys = zip(*points, strict=True)
            axes.plot(
                xs, ys, label=name, color=_COLOURS[number % 6], marker=_MARKERS[number % 6],
                markevery=max(1, len(points) // 10), markersize=4, linewidth=1.2,
            )  # fmt: skip
    if diagonal:
        axes.plot([0, 1], [0, 1], color="#777777", linestyle=":", linewidth=1, label="as promised")
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid(visible=True, linewidth=0.3)
    axes.legend(fontsize=8)
    figure.tight_layout()
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None})
    plt.close(figure)
    return out.getvalue()[out.getvalue().index("<svg") :]
