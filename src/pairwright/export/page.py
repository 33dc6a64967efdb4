"""A page of HTML around Markdown: one file without scripts, with its style inside."""

import html

import pypandoc

STYLE = """
:root { --paper: #fff; --ink: #1c2126; --soft: #59636d; --line: #d5d9dd; --shade: #f3f4f5; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #15181b; --ink: #e2e5e8; --soft: #a0aab3; --line: #3a4047; --shade: #1e2226; }
}
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 54rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.7rem; line-height: 1.2; }
h2 { font-size: 1.2rem; margin: 2.2em 0 .6em; }
.scrolls { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .8rem 0; }
th, td { padding: .25rem .7rem; border-bottom: 1px solid var(--line); text-align: left; }
td + td { white-space: nowrap; }
th { color: var(--soft); font-weight: 600; }
pre { padding: .7rem 1rem; background: var(--shade); border-radius: 4px;
  white-space: pre-wrap; }
code { font-family: ui-monospace, monospace; font-size: .9em; }
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def page(markdown: str) -> str:
    """Return the page; its title is the text's first heading."""
    body = pypandoc.convert_text(
        markdown,
        "html5",
        format="gfm",
        extra_args=["--syntax-highlighting=none", "--wrap=preserve"],
    )
    # A table wider than a telephone scrolls by itself.
    body = body.replace("<table>", '<div class="scrolls">\n<table>')
    body = body.replace("</table>", "</table>\n</div>").replace("\r\n", "\n")
    title = markdown.splitlines()[0].removeprefix("# ")
    return _PAGE.format(
        policy=_POLICY, title=html.escape(title), style=STYLE, body=body.rstrip("\n")
    )
