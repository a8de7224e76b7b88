"""The figures of `lossfold explain` by NumPy and matplotlib, from the start of Python to the last file.

Called with the npz of labels and predictions and a folder. Prints a line of JSON: the times in
milliseconds of whole processes, or why there are none.
"""

import json
import os
import subprocess
import sys
import time

NAME = "NumPy and matplotlib"


def draw(source, folder):
    import matplotlib

    matplotlib.use("svg")
    import numpy as np
    from matplotlib import pyplot as plt
    from matplotlib.colors import LogNorm

    data = np.load(source)
    y, p = data["y_true"].astype(np.float32), data["y_pred"]
    eps = np.float32(1e-7)
    q = np.clip(p, eps, 1 - eps)
    element = -(y * np.log(q) + (1 - y) * np.log(1 - q))
    position = element.mean(-1)
    number = position.mean()
    classes = y.shape[-1]
    names = [f"class {i}" for i in range(classes)]
    per_class, per_sample = element.mean((0, 1, 2)), element.mean((1, 2, 3))
    positive, predicted = y > 0, p > 0.5
    iou = [
        (positive[..., c] & predicted[..., c]).sum() / max((positive[..., c] | predicted[..., c]).sum(), 1)
        for c in range(classes)
    ]

    def save(figure, name):
        figure.savefig(os.path.join(folder, name + ".svg"))
        plt.close(figure)

    # Ladder: every fold to the number.
    figure, axes = plt.subplots(figsize=(7.2, 2.6))
    rungs = [element.size, position.size, len(per_sample), 1]
    axes.barh(range(len(rungs)), np.log10(rungs) + 0.1)
    for row, count in enumerate(rungs):
        axes.text(0.05, row, f"{count} losses, mean {number:.5f}", va="center")
    axes.invert_yaxis()
    save(figure, "ladder")

    # Loss versus metric.
    figure, axes = plt.subplots(1, 4, figsize=(7.2, 2.6), sharey=True)
    share = element.sum((0, 1, 2)) / element.sum()
    for ax, values, title in zip(
        axes, (per_class, share, iou, positive.mean((0, 1, 2))), ("loss", "share", "IoU", "pixels")
    ):
        ax.barh(names, values)
        ax.set_title(title)
    save(figure, "loss-versus-metric")

    # Visibility: each class perfect, as it is, missed.
    figure, axes = plt.subplots(figsize=(7.2, 2.6))
    for c in range(classes):
        perfect = number - per_class[c] / classes
        worst = element[..., c].copy()
        worst[positive[..., c]] = -np.log(eps)
        axes.plot([perfect, number, perfect + worst.mean() / classes], [c] * 3, "o-")
    axes.set_yticks(range(classes), names)
    save(figure, "visibility-ranges")

    # Shares: class by positives and negatives.
    figure, axes = plt.subplots(figsize=(7.2, 2.6))
    left = 0.0
    for c in range(classes):
        for mask in (positive[..., c], ~positive[..., c]):
            part = element[..., c][mask].sum() / element.sum()
            axes.barh(0, part, left=left)
            left += part
    save(figure, "shares")

    # Where the loss is, and where the number comes from.
    for name, values in (("position-map", position), ("share-map", position / position.sum())):
        figure, axes = plt.subplots(1, len(values), figsize=(7.2, 2.6))
        norm = LogNorm(max(values[values > 0].min(), values.max() * 1e-6), values.max())
        for ax, image, label in zip(axes, values, y[..., -1]):
            shown = ax.imshow(image, norm=norm, cmap="magma", interpolation="nearest")
            if name == "share-map":
                ax.contour(label, [0.5], linewidths=0.5)
            ax.set_axis_off()
        figure.colorbar(shown, ax=axes)
        save(figure, name)

    # Histogram and concentration of the element losses.
    figure, axes = plt.subplots(figsize=(7.2, 2.6))
    flat = element.ravel()
    axes.hist(np.log10(np.maximum(flat, 1e-8)), bins=100, log=True)
    for quantile in np.quantile(flat, (0.5, 0.9, 0.99)):
        axes.axvline(np.log10(max(quantile, 1e-8)))
    save(figure, "histogram")
    figure, axes = plt.subplots(figsize=(7.2, 2.6))
    lorenz = np.cumsum(np.sort(flat)[::-1].astype(np.float64))
    axes.plot(np.linspace(0, 1, 512), (lorenz / lorenz[-1])[np.linspace(0, flat.size - 1, 512, dtype=int)])
    save(figure, "concentration")

    # Conventions: a dot each.
    figure, axes = plt.subplots(figsize=(7.2, 2.6))
    plain = [
        -(y * np.log(p + eps) + (1 - y) * np.log(1 - p + eps)).mean(),
        number,
        -(y * np.maximum(np.log(np.maximum(p, 1e-38)), -100)
          + (1 - y) * np.maximum(np.log1p(-np.minimum(p, 1 - 1e-7)), -100)).mean(),
    ]
    axes.plot(plain, range(3), "o")
    axes.set_yticks(range(3), ["tf-keras", "Keras 3", "PyTorch"])
    save(figure, "conventions")

    # Heat maps of every class of every image.
    figure, axes = plt.subplots(classes, len(y), figsize=(7.2, 9))
    norm = LogNorm(1e-7, element.max())
    for c in range(classes):
        for n in range(len(y)):
            shown = axes[c, n].imshow(
                np.maximum(element[n, ..., c], 1e-8), norm=norm, cmap="magma", interpolation="nearest"
            )
            axes[c, n].set_axis_off()
    figure.colorbar(shown, ax=axes)
    save(figure, "class-heatmaps")


def main(source, folder):
    os.makedirs(folder, exist_ok=True)
    times, work = [], []
    for _ in range(4):
        start, before = time.perf_counter(), os.times()
        done = subprocess.run(
            [sys.executable, __file__, "draw", source, folder], capture_output=True, text=True
        )
        times.append((time.perf_counter() - start) * 1e3)
        after = os.times()
        work.append(
            (after.children_user - before.children_user
             + after.children_system - before.children_system) * 1e3)
        if done.returncode:
            why = done.stderr.strip().splitlines()[-1][:100]
            print(json.dumps({"name": NAME, "absent": why}))
            return
    # The first one warms up.
    print(json.dumps({"name": NAME, "times": times[1:], "work": work[1:]}))


if sys.argv[1] == "draw":
    draw(*sys.argv[2:])
else:
    main(*sys.argv[1:])
