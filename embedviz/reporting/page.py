"""Sections put together: a page that asks for nothing, to be read on a screen and on paper."""

from collections.abc import Sequence

from embedviz.i18n import TAGS, _, language
from embedviz.markup import Html, command, escaped, note
from embedviz.reporting.section import Section

# The page may load nothing at all, whatever a word in it holds.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

STYLE = """
:root { color-scheme: light dark; --ink: #1d2330; --soft: #5b6475; --line: #d9dee7; --paper: #fff; --accent: #2563b8;
  --fault: #b3261e; --warning: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #9aa4b5; --line: #343c4a; --paper: #14181f;
  --accent: #7fb0f5; --fault: #f2938c; --warning: #e6b85c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 54rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC",
  "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif; overflow-wrap: break-word; }
td, pre { overflow-wrap: anywhere; }
@media print, (min-width: 40rem) {
  thead th, :not(.facts) > tbody > tr > td:first-child { overflow-wrap: break-word; word-break: keep-all; } }
.word { display: inline-block; margin-right: .7em; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.4rem 0 .2rem; }
h3 + p, p { margin: .4rem 0; }
nav ul { columns: 3 12rem; margin: 1rem 0 0; padding: 0; list-style: none; }
a { color: var(--accent); }
table { border-collapse: collapse; width: 100%; margin: .75rem 0; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 600; }
.facts th { width: 40%; font-weight: 400; color: var(--soft); }
.facts td { font-variant-numeric: tabular-nums; }
.note { color: var(--soft); font-size: .88rem; }
.verdict { font-weight: 400; font-size: .85rem; color: var(--soft); border: 1px solid var(--line);
  border-radius: .6rem; padding: 0 .5rem; margin-left: .35rem; white-space: nowrap; }
pre { font: .85rem/1.45 ui-monospace, Consolas, monospace; white-space: pre-wrap; border-left: 3px solid var(--line);
  padding: .2rem .75rem; margin: .5rem 0; }
svg { display: block; font-family: inherit; width: 100%; height: auto; margin: .75rem 0; }
svg text { font-size: 12px; fill: var(--soft); }
svg .title { fill: var(--ink); }
svg .grid { stroke: var(--line); stroke-opacity: 1; }
svg .line { fill: none; stroke: var(--accent); stroke-width: 1.5; }
svg .dots, svg .bars { fill: var(--accent); }
svg .map, svg.map .dots { fill: var(--accent); fill-opacity: .55; }
svg .names text { fill: var(--ink); font-size: 11px; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
svg.map { max-width: 44rem; border: 1px solid var(--line); }
@page { size: A4; margin: 16mm; }
@media print { :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --accent: #1f4f96; }
  body { max-width: none; padding: 0; font-size: 10pt; } nav { display: none; } h2, h3, h2 + p { break-after: avoid; }
  h2 + p { break-inside: avoid; }
  table, svg, pre, tr { break-inside: avoid; } table.long { break-inside: auto; } svg.map { max-width: 130mm; } }
"""


def page(title: str, subtitle: str, sections: Sequence[tuple[str, str, Section]]) -> str:
    """Return a page in the language in use.

    Parameters
    ----------
    title, subtitle : str
        At its top.
    sections : sequence of (str, str, Section)
        Id, title, and what is in it.

    Returns
    -------
    str
        HTML with its style, without a script and without anything to be fetched.
    """
    listing = _("Contents")
    contents = "".join(f'<li><a href="#{id}">{escaped(name)}</a></li>' for id, name, _section in sections)
    body = "".join(
        f'<section id="{id}"><h2>{escaped(name)}</h2>{_inside(part)}</section>' for id, name, part in sections
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{TAGS[language()]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<link rel="icon" href="data:,">\n'
        f"<title>{escaped(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<header><h1>{escaped(title)}</h1><p class='note'>{escaped(subtitle)}</p></header>\n"
        f'<nav aria-label="{escaped(listing)}"><ul>{contents}</ul></nav>\n<main>{body}</main>\n</body>\n</html>\n'
    )


def _inside(section: Section) -> Html:
    blocks = list(section.blocks)
    if section.exactness:
        blocks.append(note(section.exactness))
    if section.commands:
        blocks.append(command("\n".join(section.commands)))
    return Html("".join(blocks))
