"""The review page in a real browser: keys, clicks, filters, narrow windows, and its policy at work.

A copy of the page without its policy has a script of the test put in, and leaves what that found in the page; the
browser prints the page as it then stands.
"""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from auditor import pipeline
from auditor.render import review

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
EXAMPLES = Path(__file__).parents[2] / "examples"
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
)  # fmt: skip

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


@pytest.fixture(scope="module")
def page():
    return review.page(pipeline.audit([str(EXAMPLES / "manadsrapport-med-fel.txt")]), "sv")


@pytest.fixture
def browse(tmp_path):
    """The page after it has been loaded, as HTML."""

    def dump(content, *options):
        file = tmp_path / "page.html"
        file.write_text(content, encoding="utf-8")
        command = [str(CHROMIUM), *OPTIONS, f"--user-data-dir={tmp_path / 'profile'}", *options]
        done = subprocess.run(
            [*command, "--virtual-time-budget=5000", "--dump-dom", file.as_uri()],
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert "</html>" in done.stdout, done.stderr
        return done.stdout

    return dump


@pytest.fixture
def ask(browse):
    """What a script finds out in the page, which it may have driven first."""

    def run(content, script, *options):
        free = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", content)
        helpers = """
            const key = (name) => (document.activeElement || document.body)
              .dispatchEvent(new KeyboardEvent('keydown', {key: name, bubbles: true, cancelable: true}));
            const at = (id) => document.getElementById(id);
            const ids = (selector) => [...document.querySelectorAll(selector)].map((one) => one.id);
            const style = (id) => getComputedStyle(at(id));
            const seen = (id) => at(id).offsetParent !== null;
        """
        told = (
            f"<script>window.addEventListener('load', () => {{ {helpers}\n"
            f"const found = (() => {{ {script} }})();"
            "const note = document.createElement('pre'); note.id = 'found'; note.textContent = JSON.stringify(found);"
            "document.body.append(note); })</script></body>"
        )
        dumped = browse(free.replace("</body>", told), *options)
        found = re.search(r'<pre id="found">(.*?)</pre>', dumped, re.DOTALL)
        assert found, "the script of the test failed"
        return json.loads(html.unescape(found[1]))

    return run


def test_the_policy_lets_the_page_work_and_nothing_else(browse, page):
    evil = "<script>document.title = 'owned'</script><style>body { --owned: 1 }</style><img src='x' onerror='owned()'>"
    dumped = browse(page.replace("</main>", evil + "</main>"))
    assert '<p class="keys">' in dumped  # its own script ran: the keys are told of
    assert "<title>Granskning av manadsrapport-med-fel.txt</title>" in dumped


def test_keys_go_from_finding_to_finding(ask, page):
    found = ask(
        page,
        """
        const steps = [];
        const state = () => steps.push([ids('.x.now'), ids('.text .now-blamed'), ids('.text .now-term').length,
                                        document.activeElement.closest('.x')?.id ?? null]);
        key('n'); state(); key('j'); state(); key('p'); state(); key('k'); state(); key('Escape'); state();
        return [steps, ids('.x.error')];
        """,
    )
    steps, errors = found
    assert errors == ["x1-1", "x1-2", "x1-3", "x1-4", "x1-5"]
    assert [step[0] for step in steps] == [["x1-1"], ["x1-2"], ["x1-1"], ["x1-5"], []]
    assert [step[3] for step in steps] == ["x1-1", "x1-2", "x1-1", "x1-5", "x1-5"]
    # one figure blamed, its terms in the second colour, and nothing left when it is closed
    assert [len(step[1]) for step in steps] == [1, 1, 1, 1, 0]
    assert [bool(step[2]) for step in steps] == [True, True, True, True, False]


def test_a_blamed_figure_is_brought_into_view(ask, page):
    # the last error stands far down
    top, height = ask(
        page,
        """
        key('p');
        const box = document.querySelector('.text .now-blamed').getBoundingClientRect();
        return [box.top, innerHeight];
        """,
    )
    assert 0 <= top <= height


def test_a_figure_tells_about_itself_and_leads_to_its_finding(ask, page):
    found = ask(
        page,
        """
        const figure = document.querySelector('.text .n.er');
        figure.focus(); figure.click();
        const about = document.querySelector('.about');
        const told = [about.hidden, about.querySelector('h2').textContent, about.innerText];
        key('Escape');
        const closed = about.hidden;
        document.querySelector('.text .k a').click();
        return [told, closed, ids('.x.now'), location.hash];
        """,
    )
    (hidden, heading, told), closed, now, _ = found
    assert (hidden, closed) == (False, True)
    assert heading == "3,6\u00a0mnkr · Måltidsverksamhet · Prognostiserad avvikelse mot budget"
    assert "motsägs" in told
    assert "−70,9 − (−73,5) = 2,6 ≠ 3,6" in told.replace("\u00a0", " ")
    assert now == ["x1-2"]


def test_filters(ask, page):
    found = ask(
        page,
        """
        const state = () => [seen('x1-1'), seen('x1-6'), style(ids('.text .un')[0]).borderBottomColor];
        const box = (name) => document.getElementById('show-' + name).click();
        const steps = [state()];
        box('info'); box('unchecked'); steps.push(state());
        box('error'); steps.push(state());
        key('n');
        steps.push(ids('.x.now'));
        return steps;
        """,
    )
    first, second, third, now = found
    # remarks are hidden until they are asked for
    assert (first[0], first[1]) == (True, False)
    assert (second[0], second[1]) == (True, True)
    assert first[2] != second[2] == "rgba(0, 0, 0, 0)"
    assert (third[0], third[1]) == (False, True)
    # and the keys pass over what is hidden
    assert now == ["x1-6"]


def test_a_link_marks_its_place_without_the_script(ask, page):
    without = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    before, after, shown = ask(
        without,
        """
        const shadow = () => style('f1-14').boxShadow;
        const before = shadow();
        location.hash = '#f1-14';
        return [before, shadow(), document.querySelector('.keys').hidden];
        """,
    )
    assert before == "none" != after
    assert shown


@pytest.mark.parametrize("width", [360, 800, 1600])
def test_the_page_is_no_wider_than_the_window(ask, page, width):
    free = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    frame = f'<iframe id="f" style="width: {width}px; height: 900px" srcdoc="{html.escape(free)}"></iframe>'
    outer = f"<!DOCTYPE html><html><head></head><body>{frame}</body></html>"
    found = ask(
        outer,
        """
        const inner = at('f').contentDocument;
        const wide = [...inner.querySelectorAll('body *')].filter((one) =>
          one.getBoundingClientRect().right > inner.documentElement.clientWidth + 1 && !one.closest('.scroll, .skip'));
        return [inner.defaultView.innerWidth, inner.documentElement.scrollWidth, wide.map((one) => one.className)];
        """,
        "--window-size=1800,1000",
    )
    assert found[0] == width
    assert found[1] <= width
    assert found[2] == []


def test_colours_follow_the_wish_for_dark(ask, page):
    script = "return [style('r1').color, getComputedStyle(document.body).backgroundColor];"
    light = ask(page, script, "--blink-settings=preferredColorScheme=1")
    dark = ask(page, script, "--blink-settings=preferredColorScheme=0")
    assert light == ["rgb(29, 33, 37)", "rgb(243, 242, 238)"]
    assert dark == ["rgb(232, 230, 225)", "rgb(18, 20, 22)"]


def test_it_prints_the_findings_first(page, tmp_path):
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("pdftotext (poppler) is not installed")
    file, out = tmp_path / "page.html", tmp_path / "page.pdf"
    file.write_text(page, encoding="utf-8")
    command = [str(CHROMIUM), *OPTIONS, f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer"]
    subprocess.run([*command, f"--print-to-pdf={out}", file.as_uri()], capture_output=True, timeout=120, check=False)
    text = subprocess.run(
        [pdftotext, "-layout", str(out), "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    pages = text.split("\f")
    assert "Rätta först: 5 fel" in pages[0]
    report = next(at for at, one in enumerate(pages) if "Rapporten så som den lästes" in one)
    findings = "".join(pages[:report])
    for number in range(1, 6):
        assert re.search(rf"^\s*{number}\s+Fel\b", findings, re.MULTILINE)
    assert "Fastighetsdrift" not in findings.replace("Fastighetsdriften", "")
    # the controls and the ledger stay on the screen
    for word in ("nästa och föregående fynd", "Varje tal", "Noteringar"):
        assert word not in text
