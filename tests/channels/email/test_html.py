"""HTML from strangers: safe to show, and read as text. The payloads are of our own making, after the known families."""

import time

import pytest

from makegood.channels.providers import html_clean, html_letter
from tests import pace

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror='alert(1)'>",
    "<svg/onload=alert(1)>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='  java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<iframe src='https://evil.example'></iframe>",
    "<object data='https://evil.example'></object><embed src='https://evil.example'>",
    "<form action='https://evil.example'><button formaction='javascript:alert(1)'>x</button></form>",
    "<base href='https://evil.example'><a href='/x'>x</a>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<style>@import 'https://evil.example/x.css'; body{background:url(https://evil.example/x)}</style>",
    "<div style='background-image:url(https://evil.example/x)'>x</div>",
    "<div style='width:expression(alert(1))'>x</div>",
    "<table background='https://evil.example/x'><tr><td background='https://evil.example/y'>x</td></tr></table>",
    "<body background='https://evil.example/x' onload=alert(1)>x",
    "<img srcset='https://evil.example/x 1x'>",
    "<picture><source srcset='https://evil.example/x'></picture>",
    "<video poster='https://evil.example/x' src='https://evil.example/y'></video><audio src='https://evil.example/z'></audio>",
    "<input type=image src='https://evil.example/x'>",
    "<xmp><script>alert(1)</script></xmp>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<noembed><img src=x onerror=alert(1)></noembed>",
    "<plaintext><script>alert(1)</script>",
    "<title><img src=x onerror=alert(1)></title>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<template><script>alert(1)</script></template>",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
    "<img data-remote-src='javascript:alert(1)'>",
    "<img src='https://a.example/x' data-remote-src='javascript:alert(1)'>",
    "<a href='https://x.example' ping='https://evil.example' onmouseover=alert(1) style='position:fixed'>x</a>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<div><div id=x onclick=alert(1) class=y>x</div>",
    "<img src='//evil.example/x'>",
    "<img src='\\\\evil.example\\x'>",
    "<a title='<img src=https://evil.example/x onerror=alert(1)>' href='https://x.example'>x</a>",
]  # fmt: skip
FORBIDDEN = ("<script", "<style", "<iframe", "<form", "<svg", "<math", "<object", "<embed", "<base", "<meta", "<link", "<input", "javascript:", "vbscript:", "style=", "srcset", "background", " on", "data:", "ping=", "action=")  # fmt: skip


@pytest.mark.parametrize("payload", HOSTILE)
def test_nothing_runs_and_nothing_is_loaded(payload: str) -> None:
    safe = html_clean.clean(html_clean.pictures_out(f"<p>before {payload} after</p>")[0])
    bare = safe.replace("&lt;img src=https://evil.example/x onerror=alert(1)&gt;", "").replace(
        "<img src=https://evil.example/x onerror=alert(1)>", ""
    )
    assert [word for word in FORBIDDEN if word in bare.lower()] == []
    assert ' src="http' not in safe
    assert ' src="//' not in safe


@pytest.mark.parametrize(
    "payload",
    [
        *HOSTILE,
        "<p>plain</p>",
        "<img src='https://a.example/x?a=1&amp;b=2'>",
        "<img src='cid:a@b'>",
        "<a href='mailto:x@y.example'>x</a>",
    ],
)
def test_cleaning_what_is_clean_changes_nothing(payload: str) -> None:
    once = html_clean.clean(payload)
    assert html_clean.clean(once) == once


def test_a_remote_picture_waits_for_a_person() -> None:
    safe = html_clean.clean('<img width="1" src="HTTPS://tracker.example/p.gif?a=1&amp;b=2" alt="x>y">')
    assert safe == '<img width="1" data-remote-src="HTTPS://tracker.example/p.gif?a=1&amp;b=2" alt="x&gt;y">'


def test_a_picture_written_into_the_letter_becomes_an_attachment() -> None:
    moved, (picture,) = html_clean.pictures_out('<p>data:image/x <img src="data:image/PNG;base64,aGVs bG8=">')
    assert (picture.name, picture.media_type, picture.content) == ("picture-1.png", "image/png", b"hello")
    assert html_clean.clean(moved) == f'<p>data:image/x <img src="cid:{picture.content_id}"></p>'


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000,
        "<font color=1>" * 30_000 + "<p>" * 30_000,
        "<b><a href=x>" * 30_000,
        "<table>" * 50_000,
        "<!--" * 200_000,
        "<" * 900_000,
        "<blockquote>" * 5_000 + "x",
        "<p>" * 300_000,
        "a" * 900_000,
        "<b>a</b>" * 100_000,
        "<a " + "x=1 " * 200_000 + ">",
    ],
    ids=["div", "font", "links", "tables", "comments", "brackets", "quotes", "paragraphs", "one line", "pieces", "attributes"],
)
def test_absurd_html_costs_less_than_two_seconds(html: str) -> None:
    start = time.process_time()
    html_clean.clean(html)
    html_letter.read(html)
    assert pace.within(time.process_time() - start, 2)


def test_text_keeps_what_a_reader_would_see() -> None:
    html = "<div>One<br>two</div><div><br></div><p>Three &amp; <b>four</b></p><pre>a\n  b</pre><blockquote>said<blockquote>before</blockquote></blockquote><hr>end"
    expected = "One\ntwo\n\nThree & four\n\na\n  b\n\n> said\n>\n> > before\n\n________________________________\nend"
    assert html_letter.read(html).whole == expected
