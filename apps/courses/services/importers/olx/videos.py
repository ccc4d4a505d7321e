"""Videos: a link to where each is, with its transcripts and handout."""

import json
import re
from collections.abc import Iterator
from typing import Final

from apps.courses.services.importers.fields import is_web_address
from apps.courses.services.importers.olx.blocks import Block
from apps.courses.services.importers.olx.faults import NotTaken
from apps.courses.services.importers.olx.links import STATIC, Links

YOUTUBE: Final = re.compile(r"[A-Za-z0-9_-]{6,20}")
NAMES: Final = "youtube youtube_id_1_0 youtube_id_0_75 youtube_id_1_25 youtube_id_1_5 source html5_sources sub"
KNOWN: Final = frozenset(f"{NAMES} transcripts track handout start_time end_time from to".split())
MARKS: Final = re.compile(r"([\\\[\]<>`*_])")


def video_text(block: Block, *, links: Links) -> str:
    """Markdown: the video, then what belongs to it."""
    addresses = list(dict.fromkeys(_addresses(block)))
    if not addresses:
        raise NotTaken("It names no address of a video.")
    block.say_left(known=KNOWN)
    title = plain(block.title or "Video")
    lines = [f"[▶ {title}]({address})" for address in addresses]
    if period := _period(block):
        lines[0] += f" ({period})"
    belongings = "\n".join(f"- {line}" for line in _belongings(block, links=links))
    return "\n\n".join(part for part in (*lines, belongings) if part)


def plain(text: str) -> str:
    """Text that means nothing else in Markdown."""
    return MARKS.sub(r"\\\1", " ".join(text.split()))


def _addresses(block: Block) -> Iterator[str]:
    speeds = dict(part.partition(":")[::2] for part in block.attributes.get("youtube", "").split(",") if ":" in part)
    name = block.attributes.get("youtube_id_1_0") or speeds.get("1.00") or speeds.get("1.0") or ""
    if YOUTUBE.fullmatch(name):
        yield f"https://www.youtube.com/watch?v={name}"
    sources = [block.attributes.get("source", ""), *_listed(block.attributes.get("html5_sources", ""))]
    sources += [each.get("src", "") for each in block.element.iter("source")]
    sources += [each.get("url", "") for each in block.element.iter("encoded_video")]
    yield from (_safe(source) for source in sources if is_web_address(source))


def _safe(address: str) -> str:
    return address.strip().replace(" ", "%20").replace("(", "%28").replace(")", "%29")


def _listed(text: str) -> list[str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _period(block: Block) -> str:
    first, last = (block.attributes.get(name, "") for name in ("start_time", "end_time"))
    parts = [f"{word} {time}" for word, time in (("from", first), ("to", last)) if time.strip("0:")]
    return " ".join(parts)


def _belongings(block: Block, *, links: Links) -> Iterator[str]:
    for language, name in dict(_transcripts(block)).items():
        if address := links.file(name, block=block):
            yield f"[Transcript ({plain(language)})]({address})"
    extras = {"Transcript": block.attributes.get("track", ""), "Handout": block.attributes.get("handout", "")}
    extras |= {each.tag.capitalize(): each.get("src", "") for each in block.element if each.tag == "handout"}
    for title, address in extras.items():
        if address:
            yield f"[{title}]({_safe(links.lead(address, block=block))})"


def _transcripts(block: Block) -> Iterator[tuple[str, str]]:
    if sub := block.attributes.get("sub", ""):
        yield "en", f"subs_{sub}.srt.sjson"
    for each in block.element.iter("transcript"):
        name = each.get("src", "")
        if name:
            found = STATIC.match(name)
            yield each.get("language", "?"), found["name"] if found else name
