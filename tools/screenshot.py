"""Picture of an HTML file as a browser shows it: screenshot.py FILE.html OUT.png [--width N --height N].

Drives Chromium through its own debugging pipe (two file descriptors, messages of JSON ended by a zero byte), so that
nothing but the browser is needed and no port is opened. Reports what the console said, what was requested and when
the plots were drawn. Exit status 1 when the page had errors or asked for anything outside the file.
"""

import argparse
import base64
import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-extensions --hide-scrollbars --remote-debugging-pipe"
).split()
# A page with Bokeh plots is done when all of them are drawn; any other page when it is loaded.
DONE = """
document.readyState == "complete" && (typeof Bokeh == "undefined" ||
    (Bokeh.documents.length > 0 && Bokeh.documents.every((page) => page.is_idle))) ? performance.now() : 0
"""
PATIENCE_S = 60.0


def find_browser():
    """Path of a Chromium on this machine, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """One page in a headless browser. Use as a context; errors and requests are collected from the first moment."""

    def __init__(self, width=1280, height=900, phone=False):
        self.errors = []  # texts of console errors and warnings, exceptions, failed loads
        self.requests = []  # addresses asked for, the page itself included
        self._size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone}
        self._number = 0
        self._session = None
        self._rest = b""

    def __enter__(self):
        browser = find_browser()
        if browser is None:
            raise RuntimeError("no Chromium found; looked for " + ", ".join(NAMES))
        self._profile = tempfile.mkdtemp(prefix="screenshot-")
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()

        def pipe_ends():
            """In the child: the browser reads from descriptor 3 and writes to 4."""
            read_end, write_end = os.dup(to_browser), os.dup(from_browser)
            os.dup2(read_end, 3)
            os.dup2(write_end, 4)

        self._process = subprocess.Popen(
            [browser, *FLAGS, f"--user-data-dir={self._profile}", "about:blank"],
            preexec_fn=pipe_ends, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(to_browser)
        os.close(from_browser)
        try:
            tab = self._ask("Target.createTarget", url="about:blank")["targetId"]
            self._session = self._ask("Target.attachToTarget", targetId=tab, flatten=True)["sessionId"]
            for domain in ("Page", "Runtime", "Network", "Log"):
                self._ask(f"{domain}.enable")
            self._ask("Emulation.setDeviceMetricsOverride", **self._size)
            if self._size["mobile"]:
                self._ask("Emulation.setTouchEmulationEnabled", enabled=True)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError, RuntimeError):
            self._session = None
            self._ask("Browser.close")
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._out)
        os.close(self._in)
        shutil.rmtree(self._profile, ignore_errors=True)

    def open(self, path):
        """Load a file and wait until it is drawn. Returns milliseconds from the start of loading."""
        self._ask("Page.navigate", url=Path(path).resolve().as_uri())
        return self.wait(DONE)

    def wait(self, script):
        """Evaluate ``script`` until its value is true; returns the value."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            value = self.evaluate(script)
            if value:
                return value
            time.sleep(0.01)
        raise RuntimeError(f"still waiting after {PATIENCE_S:.0f} s for: {script.strip()[:80]}")

    def evaluate(self, script):
        """Value of a script in the page; a promise is waited for."""
        answer = self._ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["text"] + " in: " + script.strip()[:80])
        return answer["result"].get("value")

    def hover(self, x, y):
        """Put the mouse somewhere in the window, pixels from its top left."""
        self._ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def picture(self, path, whole=True):
        """PNG of the whole page, or of what fits in the window."""
        answer = self._ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole, **self._clip(whole))
        Path(path).write_bytes(base64.b64decode(answer["data"]))

    def print_pdf(self, path):
        """PDF of the page as a printer would get it, in the paper size that the page asks for."""
        answer = self._ask("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        Path(path).write_bytes(base64.b64decode(answer["data"]))

    def _clip(self, whole):
        if not whole:
            return {}
        size = self._ask("Page.getLayoutMetrics")["cssContentSize"]
        return {"clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}}

    def _ask(self, method, **params):
        """Send one command and return its answer; what happens meanwhile is noted."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self._note(answer.get("method"), answer.get("params", {}))

    def _receive(self):
        while b"\0" not in self._rest:
            if not select.select([self._in], [], [], PATIENCE_S)[0]:
                raise RuntimeError("the browser does not answer")
            more = os.read(self._in, 1 << 20)
            if not more:
                raise RuntimeError("the browser ended")
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

    def _note(self, event, params):
        if event == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description", details["text"]))
        elif event == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
            self.errors.append(" ".join(str(arg.get("value", arg.get("description"))) for arg in params["args"]))
        elif event == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.errors.append(params["entry"]["text"])
        elif event == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])


def outside(requests):
    """The addresses that are not in the file itself."""
    return [url for url in requests if not url.startswith(("file:", "data:", "blob:", "about:"))]


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description="Picture of an HTML file as a browser shows it.")
    parser.add_argument("page", help="HTML file")
    parser.add_argument("out", help="PNG file to write; with the ending .pdf the page is printed instead")
    parser.add_argument("--width", type=int, default=1280, help="of the window, pixels (1280)")
    parser.add_argument("--height", type=int, default=900, help="of the window, pixels (900)")
    parser.add_argument("--phone", action="store_true", help="pretend to be a phone with a touch screen")
    parser.add_argument("--window", action="store_true", help="only what fits in the window, not the whole page")
    parser.add_argument("--run", default="", help="script to run in the page before the picture is taken")
    chosen = parser.parse_args()
    with Page(chosen.width, chosen.height, chosen.phone) as page:
        drawn_ms = page.open(chosen.page)
        if chosen.run:
            page.evaluate(chosen.run)
            page.evaluate("new Promise((done) => setTimeout(() => done(1), 500))")
            page.wait(DONE)
        if chosen.out.endswith(".pdf"):
            page.print_pdf(chosen.out)
        else:
            page.picture(chosen.out, not chosen.window)
    foreign = outside(page.requests)
    print(f"{chosen.page}: drawn after {drawn_ms:.0f} ms, {len(page.errors)} errors, {len(foreign)} outside requests")
    for text in page.errors + foreign:
        print("  " + text)
    return 1 if page.errors or foreign else 0


if __name__ == "__main__":
    sys.exit(main())
