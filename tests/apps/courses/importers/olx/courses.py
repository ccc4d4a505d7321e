"""OLX by hand, like what real courses hold; and a walker of its own that counts what must be reported."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

from apps.courses.services.importers.tree import Reading
from tests.apps.courses.importers.trees import Files, read

PROBLEM = """<problem display_name="Sum" markdown="null" max_attempts="2">
  <p>What is <b>1 + 1</b>?</p>
  <multiplechoiceresponse>
    <label>Choose.</label>
    <choicegroup type="MultipleChoice">
      <choice correct="false">1 <choicehint>CHOICE-HINT-SECRET</choicehint></choice>
      <choice correct="true">2</choice>
    </choicegroup>
    <solution><div class="detailed-solution"><p>SOLUTION-SECRET</p></div></solution>
  </multiplechoiceresponse>
  <demandhint><hint>Count.</hint></demandhint>
</problem>"""
POLICY = """{"course/R1": {"display_name": "Made by hand", "license": "all-rights-reserved",
  "lti_passports": ["tool:key:PASSPORT-SECRET"], "xqa_key": "x", "video_upload_token": "TOKEN-SECRET"}}"""
SPREAD: Files = {
    "course.xml": '<course url_name="R1" org="Org" course="C1"/>',
    "course/R1.xml": '<course><chapter url_name="one"/><chapter url_name="hidden"/><wiki slug="Org.C1"/></course>',
    "policies/R1/policy.json": POLICY,
    "policies/R1/grading_policy.json": "{}",
    "about/overview.html": "<section><h2>About</h2><p>All of it.</p></section>",
    "about/short_description.html": "In short.",
    "chapter/one.xml": '<chapter display_name="One" start="2030-01-01T00:00:00Z">'
    '<sequential url_name="first"/></chapter>',
    "chapter/hidden.xml": '<chapter display_name="Hidden" visible_to_staff_only="true">'
    '<sequential url_name="later"/></chapter>',
    "sequential/first.xml": '<sequential display_name="First steps" due="2031-01-01" graded="true" format="Lab">'
    '<vertical url_name="unit"/></sequential>',
    "sequential/later.xml": '<sequential display_name="Later"/>',
    "vertical/unit.xml": '<vertical display_name="A *unit*"><html url_name="intro"/><problem url_name="sum"/>'
    '<video url_name="film"/><discussion url_name="talk"/><problem url_name="scripted"/></vertical>',
    "html/intro.xml": '<html filename="intro" display_name="Intro"/>',
    "html/intro.html": '<p onclick="x()">Hello <a href="/jump_to_id/sum">there</a>.</p><script>alert(1)</script>'
    '<img src="/static/my fig.png" alt="Figure"><img src="/static/gone.png" alt="Gone">'
    '<iframe src="https://example.org/app"></iframe><p>x<sup>2</sup> and <code>a_b</code></p>',
    "problem/sum.xml": PROBLEM,
    "problem/scripted.xml": "<problem><script type='loncapa/python'>open('/tmp/olx-was-run', 'w')</script>"
    '<numericalresponse answer="$x"><textline/></numericalresponse></problem>',
    "video/film.xml": '<video youtube_id_1_0="abcdefghijk" display_name="Film" sub="" start_time="00:01:00">'
    '<transcript language="en" src="film-en.srt"/><source src="https://example.org/film.mp4"/></video>',
    "discussion/talk.xml": '<discussion discussion_category="c" discussion_target="t" display_name="Talk"/>',
    "drafts/vertical/never.xml": '<vertical parent_url="x"/>',
    "static/my_fig.png": "PNG",
    "static/film-en.srt": "1\n",
    "static/unused.css": "p {}",
}
INLINED: Files = {
    "course.xml": """<course url_name="R1" org="Org" course="C1" display_name="Made by hand">
  <chapter url_name="one" display_name="One">
    <sequential url_name="first" display_name="First steps">
      <vertical url_name="unit">
        <html url_name="intro" display_name="Intro"><p>Hello <b>there</b>.</p></html>
        <problem url_name="sum" display_name="Sum"><optionresponse><label>Which?</label>
          <optioninput options="('a','b')" correct="b"/></optionresponse></problem>
        <poll_question url_name="vote"/>
      </vertical>
      <html>Nameless, and directly in the lesson.</html>
    </sequential>
    <problem url_name="lone" display_name="Alone"><stringresponse answer="yes" type="ci"><textline/></stringresponse>
    </problem>
  </chapter>
</course>""",
}
OWNED = frozenset({"course", "chapter", "sequential", "vertical", "library_content", "split_test"})
PLACE = re.compile(r"[^#]*(?:#(?:/[0-9]+)+)?")


def reading(root: Path, *, files: Mapping[str, str | bytes]) -> Reading:
    return read("olx", files=files, root=root)


def expected_paths(files: Mapping[str, str | bytes]) -> list[str]:
    """Every file, and every block that stands within another's file, by walking the XML without the importer."""
    found = sorted(files)
    for name, text in files.items():
        if name.endswith(".xml") and not name.startswith("drafts/") and name.count("/") <= 1:
            root = ElementTree.fromstring(text)  # noqa: S314 - written above
            if not _points(root, files=files):
                found += _within(root, path=name, files=files)
    return sorted(found)


def _within(element: ElementTree.Element, *, path: str, files: Mapping[str, str | bytes]) -> Iterator[str]:
    if element.tag not in OWNED:
        return
    for place, child in enumerate(element):
        inner = f"{path}{'/' if '#' in path else '#/'}{place}"
        if not _points(child, files=files):
            yield inner
            yield from _within(child, path=inner, files=files)


def _points(element: ElementTree.Element, *, files: Mapping[str, str | bytes]) -> bool:
    bare = (
        not len(element) and not (element.text or "").strip() and set(element.keys()) <= {"url_name", "org", "course"}
    )
    return bare and f"{element.tag}/{element.get('url_name')}.xml" in files


def told_paths(reading: Reading) -> list[str]:
    """The lines about inputs: files, and places in them; not those about an address or a key that leads nowhere."""
    return sorted(line.path for line in reading.lines if PLACE.fullmatch(line.path))
