"""Feeds as the specifications show them: RSS 2.0 (rssboard.org), Atom (RFC 4287) and JSON Feed 1.1 (jsonfeed.org). Written for these tests;
papers and people in them are invented."""

RSS = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Lamp World</title><link>https://lampworld.example/</link><ttl>60</ttl>
<item><title>Brightside&#39;s torch &lt;b&gt;tested&lt;/b&gt;</title><link>/tests/torch</link><guid isPermaLink="false">lw-2</guid>
<author>ines@lampworld.example (Ines Roth)</author><pubDate>Mon, 02 Mar 2026 08:00:00 +0100</pubDate>
<description><![CDATA[<p>It shines <script>alert(1)</script><a href="/far">far</a>.</p><img src="https://t.example/p.gif">]]></description></item>
<item><title>Candles are back</title><link>https://lampworld.example/candles</link><guid>lw-1</guid>
<pubDate>Sun, 01 Mar 2026 08:00:00 +0100</pubDate><description>Wax, mostly.</description></item>
</channel></rss>"""

ATOM = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Evening Post</title><id>urn:post</id><updated>2026-03-02T09:00:00Z</updated>
<entry><title>Brightside recalls a bulb</title><id>tag:post.example,2026:7</id><link href="https://post.example/7"/>
<author><name>Paul Adeyemi</name></author><published>2026-03-01T18:00:00Z</published><updated>2026-03-02T09:00:00Z</updated>
<content type="html">&lt;p&gt;The bulb may get hot.&lt;/p&gt;</content></entry></feed>"""

JSON = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Notes on light", "items": [
{"id": "n-9", "url": "https://notes.example/9", "title": "", "content_text": "Brightside answered me < an hour.\\nWell done.",
 "date_published": "2026-03-02T07:30:00+00:00", "authors": [{"name": "Juno Sterne"}]}]}"""
