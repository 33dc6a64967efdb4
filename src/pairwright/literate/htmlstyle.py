"""The style sheet of woven documents."""

STYLE = """:root {
  --paper: #fdfdfb; --ink: #1d2226; --soft: #5b656e; --line: #dcdfe2; --shade: #f3f4f2;
  --link: #0b5cad; --good: #1c6b3a; --good-shade: #e0f2e6; --bad: #9a3412; --bad-shade: #fdeadf;
  --keyword: #7a3e9d; --string: #1f6f50; --comment: #66717a; --number: #a04a00; --name: #1a5a99;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16191c; --ink: #dfe3e6; --soft: #9aa5ae; --line: #343a40; --shade: #1f2327;
    --link: #7db8f5; --good: #8fdcaa; --good-shade: #16351f; --bad: #ffb48a; --bad-shade: #3d2214;
    --keyword: #d0a3ee; --string: #8fd3b0; --comment: #8d98a1; --number: #f0b27a; --name: #8fc1f2;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 2rem 1.25rem 5rem; max-width: 58rem; color: var(--ink);
  background: var(--paper); font: 1.0625rem/1.6 Charter, "Bitstream Charter", "Iowan Old Style",
  Georgia, "DejaVu Serif", serif; overflow-wrap: break-word;
}
h1, h2, h3, h4, nav, .label, .reason, .notices, th {
  font-family: system-ui, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif;
}
/* Lines of text stay short enough to read; code has room for a hundred characters. */
h1, h2, h3, h4, p, ul, ol, dl, blockquote, nav, .notices, .aside { max-width: 44rem; }
h1, h2, h3, h4 { line-height: 1.25; margin: 2.2em 0 .6em; font-weight: 650; }
h1.title { font-size: 2rem; margin: 0 0 .3em; }
h2 { font-size: 1.4rem; }
h3 { font-size: 1.15rem; }
h4 { font-size: 1rem; }
header p.author { margin: 0; color: var(--soft); }
a { color: var(--link); text-decoration-thickness: .06em; text-underline-offset: .15em; }
nav { margin: 1.5rem 0 2rem; padding: .8rem 1rem; border-left: 3px solid var(--line);
  font-size: .9rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav ul ul { padding-left: 1.1rem; }
nav a { color: inherit; text-decoration: none; }
nav a:hover { text-decoration: underline; }
@media (min-width: 90rem) {
  nav { position: fixed; top: 1.5rem; left: max(1.5rem, calc(50% - 45rem)); width: 14rem;
    max-height: calc(100vh - 3rem); overflow-y: auto; margin: 0; padding: .2rem 0 .2rem 1rem; }
}
pre, code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { font-size: .875em; }
:not(pre) > code { padding: .1em .25em; border-radius: 3px; background: var(--shade); }
pre { margin: 0; padding: .75rem 1rem; overflow-x: auto; line-height: 1.5; background: var(--shade);
  border-radius: 4px; font-size: .8125rem; }
pre code { font-size: inherit; }
.code, .result { margin: 1.3rem 0; }
.code + .result { margin-top: -.8rem; }
.result pre { background: none; border-left: 3px solid var(--line); border-radius: 0; }
.label { display: flex; flex-wrap: wrap; gap: .15rem .75rem; align-items: baseline;
  padding: 0 0 .25rem; font-size: .8rem; color: var(--soft); }
.label a.name { font-weight: 600; color: inherit; text-decoration: none; }
.badge { padding: 0 .5em; border-radius: 1em; font-weight: 600; }
.badge.good { color: var(--good); background: var(--good-shade); }
.badge.bad { color: var(--bad); background: var(--bad-shade); }
.reason { margin: .3rem 0 0; font-size: .85rem; color: var(--bad); }
.notices { margin: 1.5rem 0; padding: .6rem 1rem; border-left: 3px solid var(--bad);
  font-size: .9rem; background: var(--bad-shade); }
.notices ul { margin: 0; padding-left: 1rem; }
.caption, figcaption { font-size: .9rem; color: var(--soft); }
.caption p { margin: 1.3rem 0 -.9rem; }
figure { margin: 1.5rem 0; }
img, svg { max-width: 100%; height: auto; }
img.figure { display: block; margin: .8rem auto 0; background: #fff; border-radius: 4px; }
math[display="block"] { margin: 1rem 0; max-width: 44rem; overflow-x: auto; overflow-y: hidden; }
table { border-collapse: collapse; display: block; overflow-x: auto; margin: 1.3rem 0;
  font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .9rem .3rem 0; text-align: left; border-bottom: 1px solid var(--line); }
blockquote { margin: 1.3rem 0; padding-left: 1rem; border-left: 3px solid var(--line);
  color: var(--soft); }
.aside { margin: 1.3rem 0; padding: .1rem 1rem; border-left: 3px solid var(--link);
  background: var(--shade); }
.aside p { margin: .6rem 0; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
.tag, .todo { font-size: .75em; color: var(--soft); }
pre > code.sourceCode { white-space: pre; position: relative; }
pre > code.sourceCode > span { display: inline-block; line-height: 1.5; min-height: 1.5em; }
pre.numberSource code { counter-reset: source-line 0; }
pre.numberSource code > span { position: relative; counter-increment: source-line; }
pre.numberSource code > span > a:first-child { display: inline-block; width: 2.6em;
  margin-right: .9em; text-align: right; text-decoration: none; color: var(--comment);
  opacity: .65; user-select: none; font-size: .8em; }
pre.numberSource code > span > a:first-child::before { content: counter(source-line); }
pre.numberSource code > span:target { background: var(--bad-shade); }
code .kw, code .cf, code .im { color: var(--keyword); }
code .st, code .ch, code .ss, code .vs, code .sc, code .do, code .fs { color: var(--string); }
code .co, code .an, code .cv, code .in { color: var(--comment); font-style: italic; }
code .dv, code .fl, code .bn, code .cn { color: var(--number); }
code .fu, code .bu, code .dt, code .at, code .pp { color: var(--name); }
a.reference { font-style: normal; }
@media print { nav { display: none; } body { max-width: none; padding: 0; } }
"""
