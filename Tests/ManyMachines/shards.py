"""Shards of a seeded data set, and the recipes of the page that folds them."""

import json
import os
import pathlib
import re
import subprocess
import tempfile

import numpy as np

LOSSFOLD = os.environ["LOSSFOLD"]
PAGE = pathlib.Path(__file__).parents[2] / "docs-src" / "many-machines.md"
SAMPLES = 128


def recipe(name):
    """The fenced block of the page that stands after the comment `name`."""
    text = PAGE.read_text()
    return re.search(rf"<!-- {name} -->\n```\w+\n(.*?)```\n", text, re.S).group(1)


class Shards:
    """A folder of shards `shard-00.npz`, …, and of all samples, `all.npz`."""

    def __init__(self, count):
        self._folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self._folder.name)
        random = np.random.default_rng(7)
        shape = (count * SAMPLES, 8, 8, 3)
        self.y_true = (random.random(shape) < 0.2).astype("float32")
        self.y_pred = random.random(shape).astype("float32")
        for index in range(count):
            self.write(f"shard-{index:02}.npz", index * SAMPLES, (index + 1) * SAMPLES)
        self.write("all.npz", 0, count * SAMPLES)
        tools = self.path / "tools"
        tools.mkdir()
        (tools / "lossfold").symlink_to(LOSSFOLD)
        self.environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}

    def write(self, name, start, end):
        np.savez(self.path / name, y_true=self.y_true[start:end], y_pred=self.y_pred[start:end])

    def break_shard(self, name):
        """Cuts a shard in the middle, as a copy that was interrupted."""
        path = self.path / name
        os.truncate(path, path.stat().st_size // 2)

    def run(self, *command, check=True):
        done = subprocess.run(
            command, cwd=self.path, env=self.environment, capture_output=True, text=True, timeout=300
        )
        if check and done.returncode != 0:
            raise AssertionError(f"{command} ended with {done.returncode}: {done.stderr}")
        return done

    def whole(self):
        """What one run prints, without the values of steps."""
        trace = json.loads(
            self.run("lossfold", "fold", "all.npz:y_true", "all.npz:y_pred", "--convention",
                     "keras-3", "--json").stdout
        )
        for output in trace["outputs"]:
            for step in output["steps"]:
                del step["values"]
        return trace

    def merged(self, *parts):
        return json.loads(self.run("lossfold", "merge", *parts, "--json").stdout)

    def close(self):
        self._folder.cleanup()
