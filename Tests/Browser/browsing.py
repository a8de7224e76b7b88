"""A built site, a browser, and the engine's own numbers to compare with."""

import ast
import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import unittest
import zipfile
from array import array as array_of
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
LOSSFOLD = os.environ.get("LOSSFOLD", str(ROOT / ".build/release/lossfold"))
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


def lossfold(*arguments):
    done = subprocess.run([LOSSFOLD, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@functools.cache
def site():
    """The site as the pages give it, built once."""
    folder = tempfile.mkdtemp(prefix="lossfold-site-")
    lossfold("build", "docs-src", "--output", folder + "/site")
    return Path(folder) / "site"


@functools.cache
def server():
    """The same site over http; the port is the system's choice."""
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    serving = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(site())))
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{serving.server_port}"


class Array:
    """An array of float32 or bytes in an .npy file, by index."""

    def __init__(self, path):
        data = Path(path).read_bytes()
        end = 10 + int.from_bytes(data[8:10], "little")
        header = ast.literal_eval(data[10:end].decode("latin1").strip())
        assert not header["fortran_order"], header
        self.shape = header["shape"]
        self.values = memoryview(data[end:]).cast({"<f4": "f", "|u1": "B"}[header["descr"]])

    def __getitem__(self, index):
        flat = 0
        for place, extent in zip(index, self.shape, strict=True):
            flat = flat * extent + place
        return self.values[flat]


def data(page):
    """The file of the tensors that a page's probe shows."""
    text = (ROOT / "docs-src" / page).with_suffix(".md").read_text()
    return "docs-src/" + re.search(r"```probe\n(?:.*\n)*?y-true: (.*):y_true\n", text)[1]


@functools.cache
def fold(page, *options):
    """What the engine says of the tensors that a page's probe shows, and its elements."""
    folder = tempfile.mkdtemp(prefix="lossfold-steps-")
    said = json.loads(lossfold(
        "fold", f"{data(page)}:y_true", f"{data(page)}:y_pred", "--convention", "keras-2", "--json",
        "--dump", folder, *options))
    return said, Array(next(Path(folder).rglob("*elementwise*.npy")))


@functools.cache
def array(page, key):
    """A tensor that a page's probe shows."""
    folder = tempfile.mkdtemp(prefix="lossfold-array-")
    with zipfile.ZipFile(ROOT / data(page)) as archive:
        return Array(archive.extract(f"{key}.npy", folder))


def save(shape, values):
    """The path of a new .npy file of float32."""
    header = repr({"descr": "<f4", "fortran_order": False, "shape": tuple(shape)}).encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    path = tempfile.mkdtemp(prefix="lossfold-array-") + "/mask.npy"
    Path(path).write_bytes(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
                           + bytes(memoryview(array_of("f", values))))
    return path


def number(text):
    """`1.36 × 10⁻⁵` as a float; `%` as a hundredth."""
    text = text.strip().replace("−", "-").replace("\u2009", "").replace("\u00a0", "")
    factor = 0.01 if text.endswith("%") else 1
    text = text.rstrip("%").lstrip("×").strip()
    if "× 10" in text:
        mantissa, power = text.split("× 10")
        digits = power.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))
        return float(mantissa) * 10 ** int(digits) * factor
    return float(text) * factor


class BrowserTest(unittest.TestCase):
    """A test with a page whose console stays empty and which asks nobody else for anything."""

    @classmethod
    def setUpClass(cls):
        cls.playwright = sync_playwright().start()
        cls.browser = cls.playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"])

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()

    def open(self, page, *, served=False, width=1280, **options):
        """A page of the site in a context of its own."""
        context = self.browser.new_context(viewport={"width": width, "height": 800}, **options)
        self.addCleanup(context.close)
        self.page = context.new_page()
        self.page.set_default_timeout(60_000)
        self.complaints, self.requests = [], []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.go(page, served=served)
        return self.page

    def go(self, page, *, served=False):
        self.base = server() if served else site().as_uri()
        self.page.goto(f"{self.base}/{page}")

    def tearDown(self):
        if hasattr(self, "page"):
            self.assertEqual(self.complaints, [])
            ours = (self.base, "data:", "blob:")
            self.assertEqual([url for url in self.requests if not url.startswith(ours)], [])
