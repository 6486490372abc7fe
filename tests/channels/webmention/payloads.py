"""Pages that mention the brand, as the recommendation's examples and microformats2 (h-entry, h-card) show them. Written for these tests."""

TARGET = "https://brightside.example/moon-lamp"

REPLY = f"""<!doctype html><html><head><title>Notes - Ines Roth</title><script>var a = "<p>no</p>";</script></head><body>
<article class="h-entry"><h1 class="p-name">The moon lamp, a month later</h1>
<a class="p-author h-card" href="/about"><img class="u-photo" src="/me.jpg" alt="">Ines Roth</a>
<time class="dt-published" datetime="2026-03-01T20:15:00+01:00">Sunday</time>
<div class="e-content"><p>My <a class="u-in-reply-to" href="{TARGET}">moon lamp</a> flickers.</p><p>Nobody answers me.</p></div>
</article><footer>imprint</footer></body></html>""".encode()

LIKE = f"""<html><body><div class="h-entry"><span class="p-author h-card">Joe</span> <a class="u-like-of" href="{TARGET}#top"></a></div></body></html>""".encode()

PLAIN = f"""<html><head><title>Lamps I own</title></head><body><p>I own <a href="{TARGET}">this one</a>, and like it.</p></body></html>""".encode()

WITHOUT = b"""<html><body><p>https://brightside.example/moon-lamp in words, and a <a href="https://brightside.example/moon-lamp-2">link</a>.</p></body></html>"""


def call(source: str, target: str = TARGET) -> bytes:
    from urllib.parse import urlencode

    return urlencode({"source": source, "target": target}).encode()
